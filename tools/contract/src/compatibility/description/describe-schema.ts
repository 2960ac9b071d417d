import { z } from 'zod';
import type { Schema } from '../../operations.ts';
import { canonicalSchema, sameJson } from './canonical.ts';
import type { Exchanged, JsonSchema } from './description.ts';

type Check = z.core.$ZodChecks['_zod']['def'] | { readonly check: 'custom' | 'overwrite' };

/** What a caller may send, and a host takes. */
export function describeInput(schema: Schema): JsonSchema {
  return jsonSchema(schema, 'input');
}

/** What a host sends, checked and with its defaults filled in, and what a caller or listener takes. */
export function describeExchanged(schema: Schema): Exchanged {
  const accepts = jsonSchema(schema, 'input');
  const sends = jsonSchema(schema, 'output');
  return sameJson(accepts, sends) ? { accepts } : { accepts, sends };
}

function jsonSchema(schema: Schema, io: 'input' | 'output'): JsonSchema {
  const document = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: written }) =>
      Object.assign(written, whatJsonSchemaLacks(zodSchema as z.core.$ZodTypes)),
  });
  return canonicalSchema(document as JsonSchema);
}

/** What a parse does that JSON Schema has no words for. */
function whatJsonSchemaLacks(schema: z.core.$ZodTypes): Partial<JsonSchema> {
  const { def } = schema._zod;
  if (def.type === 'void' || def.type === 'undefined') return { 'x-absent': true };
  const own = (def.checks ?? []).map((check) => check._zod.def as Check);
  const checks = [
    ...own.flatMap(checkInWords),
    ...(def.type === 'pipe' ? [`pipes into ${JSON.stringify(jsonSchema(def.out as Schema, 'input'))}`] : []),
  ];
  const rewrites = own.filter(({ check }) => check === 'overwrite').map((check) => sourceOf(check));
  return {
    ...(checks.length > 0 && { 'x-checks': checks }),
    ...(rewrites.length > 0 && { 'x-rewrites': rewrites }),
  };
}

/** A check of the contract's own by what it says when it refuses; a regular expression's flags. */
function checkInWords(def: Check): string[] {
  if (def.check === 'custom') {
    const { path, error } = def as { path?: readonly PropertyKey[]; error?: (issue: object) => unknown };
    const place = path === undefined || path.length === 0 ? '' : `${path.join('.')}: `;
    return [`${place}${said(error)}`];
  }
  const { pattern } = def as { pattern?: RegExp };
  return pattern instanceof RegExp && pattern.flags !== '' ? [`${pattern.source} with flags ${pattern.flags}`] : [];
}

function said(error: ((issue: object) => unknown) | undefined): string {
  try {
    const message = error?.({ code: 'custom', path: [], input: undefined });
    if (typeof message === 'string') return message;
    if (typeof message === 'object' && message !== null && 'message' in message) return String(message.message);
  } catch {
    // It wants an input to speak about.
  }
  return 'a check without a message';
}

function sourceOf(check: Check): string {
  return String((check as { tx?: unknown }).tx).replace(/\s+/g, ' ');
}
