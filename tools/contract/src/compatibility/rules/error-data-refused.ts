import { newHostMeetsOldCaller, oldHostMeetsNewCaller } from '../schema/encounter.ts';
import type { OperationRule } from './rule.ts';
import { exchangeChanges } from './schema-changes.ts';

/** Callers of either version can read the data of an error with which hosts of the other one fail. */
export const errorDataRefused: OperationRule = (before, after, where) =>
  Object.entries(before.errors).flatMap(([code, data]) => {
    const now = after.errors[code];
    if (now === undefined) return [];
    return exchangeChanges(data, now, `${where}.errors.${code}`, newHostMeetsOldCaller, oldHostMeetsNewCaller);
  });
