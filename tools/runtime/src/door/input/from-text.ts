import { branches, resolve } from './json-schema.ts';
import type { JsonSchema } from './json-schema.ts';

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Turns text of a path or query string into the type that the schema wants: numbers, booleans, lists (from a repeated
 * name), and, where an object is wanted, JSON. Text that does not fit stays text, so that validation says so.
 */
export function fromText(value: string | readonly string[], schema: JsonSchema, root: JsonSchema): unknown {
  const kinds = kindsOf(schema, root);
  if (kinds.has('array')) return listFrom(value, schema, root);
  if (typeof value !== 'string') return value;
  if (kinds.has('string')) return value;
  if ((kinds.has('number') || kinds.has('integer')) && NUMBER.test(value)) return Number(value);
  if (kinds.has('boolean') && (value === 'true' || value === 'false')) return value === 'true';
  return kinds.has('object') ? fromJson(value) : value;
}

/** Whether the field travels as JSON text in a path or query string. */
export function isJsonText(schema: JsonSchema, root: JsonSchema): boolean {
  const kinds = kindsOf(schema, root);
  if (kinds.has('string')) return false;
  if (kinds.has('array')) return isJsonText(itemsOf(schema, root), root);
  return kinds.has('object');
}

function listFrom(value: string | readonly string[], schema: JsonSchema, root: JsonSchema): unknown {
  const items = itemsOf(schema, root);
  if (typeof value === 'string' && isJsonText(items, root)) return fromJson(value);
  const list = typeof value === 'string' ? [value] : value;
  return list.map((item) => fromText(item, items, root));
}

function itemsOf(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const here = resolve(schema, root);
  if (here.items) return here.items;
  const found = branches(here)
    .map((member) => itemsOf(member, root))
    .find((items) => Object.keys(items).length > 0);
  return found ?? { anyOf: here.prefixItems ?? [] };
}

function kindsOf(schema: JsonSchema, root: JsonSchema, kinds = new Set<string>(), depth = 0): ReadonlySet<string> {
  const here = resolve(schema, root);
  for (const type of [here.type ?? []].flat()) kinds.add(type);
  if (here.type === undefined) {
    for (const literal of [...(here.enum ?? []), ...('const' in here ? [here.const] : [])]) kinds.add(typeof literal);
  }
  if (depth < 16) for (const member of branches(here)) kindsOf(member, root, kinds, depth + 1);
  return kinds;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
