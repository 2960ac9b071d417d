import type { z } from 'zod';

/** The copier's word for "ask zod": the value may be wrong, or is of a kind that the copier leaves to zod. */
export const ASK_ZOD: unique symbol = Symbol('ask zod');

/** Copies a value that matches, exactly as zod's parse would; answers ASK_ZOD for everything else. */
export type Copier = (value: unknown) => unknown;

type Schema = z.core.$ZodTypes;
type Emit = (schema: Schema, value: string) => string | undefined;

interface CheckDef {
  readonly check?: string;
  readonly format?: string;
  readonly pattern?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly length?: number;
  readonly value?: unknown;
  readonly inclusive?: boolean;
}

// Formats that zod decides by their pattern alone.
const BY_PATTERN = new Set(['regex', 'uuid', 'guid', 'email', 'datetime', 'date', 'time', 'cuid2', 'ulid', 'nanoid']);

/**
 * Compiles a contract's schema into a function that checks and copies in one pass. Zod's own parse allocates a payload
 * for every field, which was half the price of a call in process; this is only its fast path: whatever it does not
 * know (undefined here) or does not accept goes to zod, whose verdict counts, so it can be wrong in one way alone, by
 * accepting, and it knows few things. A property test holds it against zod.
 *
 * @returns undefined when the schema has anything that is left to zod.
 */
export function compileCopy(schema: z.ZodType): Copier | undefined {
  const constants: unknown[] = [];
  let names = 0;
  const name = (): string => `v${++names}`;
  const constant = (value: unknown): string => `c[${constants.push(value) - 1}]`;
  const within = new Set<Schema>();
  const emit: Emit = (one, value) => {
    // A schema that contains itself has no end to emit.
    if (within.has(one)) return undefined;
    within.add(one);
    const body = emitSchema(one, value, { name, constant, emit });
    within.delete(one);
    return body;
  };
  const body = emit(schema as unknown as Schema, 'input');
  if (body === undefined) return undefined;
  return new Function('c', 'ASK', `'use strict'; return (input) => { ${body} return input; };`)(
    constants,
    ASK_ZOD,
  ) as Copier;
}

interface Tools {
  readonly name: () => string;
  readonly constant: (value: unknown) => string;
  readonly emit: Emit;
}

/** Statements that check the variable `value` and leave the copy in it, or return ASK. */
function emitSchema(schema: Schema, value: string, tools: Tools): string | undefined {
  const { def } = schema._zod;
  if ('coerce' in def && def.coerce) return undefined;
  const checks = checksOf(schema);
  switch (def.type) {
    case 'string':
      return guarded(`typeof ${value} !== 'string'`, checks, value, tools);
    case 'number':
      return guarded(`typeof ${value} !== 'number' || !Number.isFinite(${value})`, checks, value, tools);
    case 'boolean':
      return checks.length > 0 ? undefined : ask(`typeof ${value} !== 'boolean'`);
    case 'literal':
      return checks.length > 0 || !def.values.every(isPlain)
        ? undefined
        : ask(def.values.map((one) => `${value} !== ${JSON.stringify(one)}`).join(' && '));
    case 'enum':
      return checks.length > 0 ? undefined : ask(`!${tools.constant(new Set(schema._zod.values))}.has(${value})`);
    case 'nullable':
      return checks.length > 0 ? undefined : unless(`${value} !== null`, tools.emit(def.innerType as Schema, value));
    case 'array':
      return emitArray(def.element as Schema, checks, value, tools);
    case 'object':
      return checks.length > 0 || def.catchall !== undefined
        ? undefined
        : emitObject(def.shape as Readonly<Record<string, Schema>>, value, tools);
    default:
      return undefined;
  }
}

function emitArray(element: Schema, checks: readonly CheckDef[], value: string, tools: Tools): string | undefined {
  const [list, index, item] = [tools.name(), tools.name(), tools.name()];
  const each = tools.emit(element, item);
  const guard = guarded(`!Array.isArray(${value})`, checks, value, tools);
  if (each === undefined || guard === undefined) return undefined;
  return `${guard} const ${list} = []; for (let ${index} = 0; ${index} < ${value}.length; ${index}++) { let ${item} = ${value}[${index}]; ${each} ${list}.push(${item}); } ${value} = ${list};`;
}

function emitObject(shape: Readonly<Record<string, Schema>>, value: string, tools: Tools): string | undefined {
  const lines = [ask(`typeof ${value} !== 'object' || ${value} === null || Array.isArray(${value})`)];
  const required: string[] = [];
  const optional: string[] = [];
  const copy = tools.name();
  for (const [key, property] of Object.entries(shape)) {
    if (key === '__proto__') return undefined;
    const [part, quoted] = [tools.name(), JSON.stringify(key)];
    const isOptional = property._zod.def.type === 'optional' && checksOf(property).length === 0;
    const inner = isOptional ? (property._zod.def as unknown as { innerType: Schema }).innerType : property;
    const body = tools.emit(inner, part);
    if (body === undefined) return undefined;
    lines.push(`let ${part} = ${value}[${quoted}];`);
    // Once one is optional, all that follow are set one by one, so that keys keep the schema's order.
    if (isOptional) {
      lines.push(unless(`${part} !== undefined`, body)!);
      optional.push(`if (${part} !== undefined || ${quoted} in ${value}) ${copy}[${quoted}] = ${part};`);
    } else {
      lines.push(body);
      if (optional.length === 0) required.push(`${quoted}: ${part}`);
      else optional.push(`${copy}[${quoted}] = ${part};`);
    }
  }
  return `${lines.join(' ')} const ${copy} = { ${required.join(', ')} }; ${optional.join(' ')} ${value} = ${copy};`;
}

/** The type's own condition and those of its checks; undefined when one of them is left to zod. */
function guarded(wrongType: string, checks: readonly CheckDef[], value: string, tools: Tools): string | undefined {
  const conditions = checks.map((check) => wrongBy(check, value, tools));
  if (conditions.includes(undefined)) return undefined;
  return ask([wrongType, ...conditions].join(' || '));
}

function wrongBy(check: CheckDef, value: string, { constant }: Tools): string | undefined {
  switch (check.check) {
    case 'min_length':
      return `${value}.length < ${check.minimum}`;
    case 'max_length':
      return `${value}.length > ${check.maximum}`;
    case 'length_equals':
      return `${value}.length !== ${check.length}`;
    case 'number_format':
      return check.format === 'safeint' ? `!Number.isSafeInteger(${value})` : undefined;
    case 'greater_than':
      return typeof check.value === 'number' ? `!(${value} ${check.inclusive ? '>=' : '>'} ${check.value})` : undefined;
    case 'less_than':
      return typeof check.value === 'number' ? `!(${value} ${check.inclusive ? '<=' : '<'} ${check.value})` : undefined;
    case 'string_format':
      return BY_PATTERN.has(check.format ?? '') && check.pattern instanceof RegExp && !/[gy]/.test(check.pattern.flags)
        ? `!${constant(check.pattern)}.test(${value})`
        : undefined;
    default:
      return undefined;
  }
}

/** A schema's checks in zod's order; `z.int()` and the string formats are checks of themselves. */
function checksOf(schema: Schema): readonly CheckDef[] {
  const def = schema._zod.def as CheckDef & {
    readonly checks?: readonly { readonly _zod: { readonly def: CheckDef } }[];
  };
  const own = def.check === undefined ? [] : [def];
  return [...own, ...(def.checks ?? []).map((check) => check._zod.def)];
}

function isPlain(value: unknown): boolean {
  return (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (Number.isFinite(value) && !Object.is(value, -0) && value !== 0)
  );
}

function ask(condition: string): string {
  return `if (${condition}) return ASK;`;
}

function unless(condition: string, body: string | undefined): string | undefined {
  return body === undefined ? undefined : `if (${condition}) { ${body} }`;
}
