import type { z } from 'zod';
import { ASK_ZOD, compileCopy } from './compile-copy.ts';

type Parsed =
  { readonly value: unknown; readonly issues?: undefined } | { readonly issues: readonly z.core.$ZodIssue[] };

/** Checks and copies one value. */
export type Parser = (value: unknown) => Parsed;

const parsers = new WeakMap<z.ZodType, Parser>();

/**
 * Parses with zod and gives a fresh copy (contracts refuse schemas that would not, see `schemaFaults`).
 * Contracts have no asynchronous checks; one would throw and end as a fault.
 */
export function parse(schema: z.ZodType, value: unknown): Parsed {
  return parserOf(schema)(value);
}

/** The parser of a schema, made once; keep it where values are many. */
export function parserOf(schema: z.ZodType): Parser {
  let parser = parsers.get(schema);
  if (parser === undefined) {
    parser = makeParser(schema);
    parsers.set(schema, parser);
  }
  return parser;
}

function makeParser(schema: z.ZodType): Parser {
  const copy = compileCopy(schema);
  const ask: Parser = (value) => {
    const result = schema.safeParse(value);
    return result.success ? { value: result.data } : { issues: result.error.issues };
  };
  if (copy === undefined) return ask;
  return (value) => {
    const copied = copy(value);
    return copied === ASK_ZOD ? ask(value) : { value: copied };
  };
}

/** Freezes all the way down, so that a handler that changes its input fails where it does so. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
