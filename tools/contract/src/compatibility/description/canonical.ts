import type { JsonSchema } from './description.ts';

const MAPS = new Set(['properties', '$defs']);
const LISTS = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);
const SCHEMAS = new Set(['items', 'additionalProperties', 'propertyNames', 'not']);
/** Lists whose order means nothing. */
const SETS = new Set(['required', 'enum', 'type']);
/** For people alone; and defaults, which may be made anew by each parse: that a field may be absent, `required` tells. */
const WORDS = new Set([
  '$schema',
  '$id',
  'id',
  'title',
  'description',
  'examples',
  'deprecated',
  'readOnly',
  'default',
]);

/** The same schema with its keys in one order, without what only people read. */
export function canonicalSchema(schema: JsonSchema): JsonSchema {
  const kept = Object.entries(schema).filter(([keyword, value]) => !WORDS.has(keyword) && !isClosed(keyword, value));
  return inOrder(kept.map(([keyword, value]) => [keyword, canonicalKeyword(keyword, value)]));
}

/** Unknown fields are stripped by every parse, never refused, so that `false` says nothing here. */
function isClosed(keyword: string, value: unknown): boolean {
  return keyword === 'additionalProperties' && value === false;
}

function canonicalKeyword(keyword: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (MAPS.has(keyword)) {
    return inOrder(Object.entries(value).map(([name, inner]) => [name, canonicalSchema(inner as JsonSchema)]));
  }
  if (LISTS.has(keyword)) return (value as JsonSchema[]).map(canonicalSchema);
  if (SCHEMAS.has(keyword)) return canonicalSchema(value as JsonSchema);
  if (SETS.has(keyword)) return [...(value as unknown[])].sort(byText);
  return canonicalValue(value);
}

/** A JSON value with the keys of its objects in one order. */
export function canonicalValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(canonicalValue);
  return inOrder(Object.entries(value).map(([key, inner]) => [key, canonicalValue(inner)]));
}

export function sameJson(first: unknown, second: unknown): boolean {
  return JSON.stringify(canonicalValue(first)) === JSON.stringify(canonicalValue(second));
}

/** An object of these entries, ordered by their keys. */
export function inOrder<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries([...entries].sort(([first], [second]) => (first < second ? -1 : 1)));
}

function byText(first: unknown, second: unknown): number {
  return JSON.stringify(first) < JSON.stringify(second) ? -1 : 1;
}
