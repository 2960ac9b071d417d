import { newHostMeetsOldCaller, oldHostMeetsNewCaller } from '../schema/encounter.ts';
import type { OperationRule } from './rule.ts';
import { exchangeChanges } from './schema-changes.ts';

/** Callers of either version can read what hosts of the other one answer. */
export const outputRefused: OperationRule = (before, after, where) =>
  exchangeChanges(before.output, after.output, `${where}.output`, newHostMeetsOldCaller, oldHostMeetsNewCaller);
