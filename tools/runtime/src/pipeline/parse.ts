import type { z } from 'zod';

type Parsed =
  { readonly value: unknown; readonly issues?: undefined } | { readonly issues: readonly z.core.$ZodIssue[] };

/**
 * Parses with zod and gives a fresh copy (contracts refuse schemas that would not, see `schemaFaults`).
 * Contracts have no asynchronous checks; one would throw here and end as a fault.
 */
export function parse(schema: z.ZodType, value: unknown): Parsed {
  const result = schema.safeParse(value);
  return result.success ? { value: result.data } : { issues: result.error.issues };
}

/** Freezes all the way down, so that a handler that changes its input fails where it does so. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
