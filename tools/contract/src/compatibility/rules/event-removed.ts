import type { ContractRule } from './rule.ts';

/** An event that deployed listeners wait for goes on being published. */
export const eventRemoved: ContractRule = (before, after) =>
  Object.keys(before.events)
    .filter((name) => !Object.hasOwn(after.events, name))
    .map((name) => ({
      where: `${before.contract}.${name}`,
      what: 'is removed or renamed',
      why: 'listeners of the version before wait for it, and hosts of this version do not publish it',
      remedy: 'Publish it beside its successor in this release; remove it a release later, when nobody listens to it',
    }));
