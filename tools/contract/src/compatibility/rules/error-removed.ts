import type { OperationRule } from './rule.ts';

/** Hosts of the version before may still fail with it. */
export const errorRemoved: OperationRule = (before, after, where) =>
  Object.keys(before.errors)
    .filter((code) => after.errors[code] === undefined)
    .map((code) => ({
      where: `${where}.errors.${code}`,
      what: 'is removed',
      why: 'hosts of the version before may still fail with it, and callers of this version learn a Fault instead',
      remedy: 'Keep it declared while no handler fails with it any more; remove it a release later',
    }));
