import type { OperationRule } from './rule.ts';

/** Callers that were told that a repeat does no harm go on repeating. */
export const idempotenceLost: OperationRule = (before, after, where) =>
  before.idempotent === true && after.idempotent === false
    ? [
        {
          where: `${where}.idempotent`,
          what: 'true became false',
          why: 'callers of the version before repeat it without harm in mind, and hosts of this version run it again',
          remedy: 'Add a command that is not idempotent under another name; remove this one a release later',
        },
      ]
    : [];
