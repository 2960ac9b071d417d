import type { ContractRule } from './rule.ts';

/** An operation that deployed callers may call stays. A rename is a removal and an addition. */
export const operationRemoved: ContractRule = (before, after) =>
  Object.keys(before.operations)
    .filter((name) => !Object.hasOwn(after.operations, name))
    .map((name) => ({
      where: `${before.contract}.${name}`,
      what: 'is removed or renamed',
      why: 'callers of the version before still call it, and no host of this version answers',
      remedy:
        'Keep it beside its successor in this release; remove it a release later, when no deployed caller calls it',
    }));
