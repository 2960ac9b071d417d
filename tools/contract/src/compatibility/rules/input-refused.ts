import { oldCallerMeetsNewHost } from '../schema/encounter.ts';
import type { OperationRule } from './rule.ts';
import { changesBetween } from './schema-changes.ts';

/** Hosts of this version take everything that callers of the version before may send. */
export const inputRefused: OperationRule = (before, after, where) =>
  changesBetween(before.input, after.input, `${where}.input`, oldCallerMeetsNewHost);
