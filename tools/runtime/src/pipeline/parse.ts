import type { z } from 'zod';

type Parsed =
  { readonly value: unknown; readonly issues?: undefined } | { readonly issues: readonly z.core.$ZodIssue[] };

const SYNCHRONOUS = { async: false } as const;

/**
 * Parses with zod and gives a fresh copy (contracts refuse schemas that would not, see `schemaFaults`). Goes through
 * the schema's core interface, since the classic one builds a result and a context of its own for every parse.
 * Contracts have no asynchronous checks; one would throw and end as a fault.
 */
export function parse(schema: z.ZodType, value: unknown): Parsed {
  const result = schema._zod.run({ value, issues: [] }, SYNCHRONOUS);
  if (result instanceof Promise) throw new TypeError('a contract has an asynchronous check');
  // Issues get their messages only in the classic interface: the slow path pays for them.
  return result.issues.length === 0 ? { value: result.value } : { issues: schema.safeParse(value).error!.issues };
}

/** Freezes all the way down, so that a handler that changes its input fails where it does so. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
