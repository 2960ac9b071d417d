import type { OperationRule } from './rule.ts';

/**
 * A caller that does not declare an error learns a fault in its place, which says nothing about effects: it repeats what
 * it should have given up, or gives up what it could have handled.
 */
export const errorAdded: OperationRule = (before, after, where) =>
  Object.keys(after.errors)
    .filter((code) => before.errors[code] === undefined)
    .map((code) => ({
      where: `${where}.errors.${code}`,
      what: 'is new',
      why: 'callers of the version before do not declare it and learn a Fault instead',
      remedy:
        'Expand in two releases: record the error now, while no handler fails with it, and fail with it a release later, when every deployed caller knows it',
    }));
