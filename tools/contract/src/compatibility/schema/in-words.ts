import type { Json } from '../../json.ts';
import type { JsonSchema } from '../description/description.ts';

/** The values that a schema is limited to; undefined when it is not. */
export function valuesOf(schema: JsonSchema | undefined): readonly Json[] | undefined {
  if (schema === undefined) return undefined;
  return schema.const === undefined ? schema.enum : [schema.const];
}

/** The type of a schema that has one: its own, or that of all its values. */
export function typeOf(schema: JsonSchema): string | undefined {
  if (typeof schema.type === 'string') return schema.type;
  const [first, ...others] = new Set((valuesOf(schema) ?? []).map(typeOfValue));
  return others.length === 0 ? first : undefined;
}

function typeOfValue(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

/** A schema in a few words: `string`, `"a" or "b"`, `object (kind: "card")`. */
export function inWords(schema: JsonSchema): string {
  const values = valuesOf(schema);
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(' or ');
  if (schema['x-absent'] === true) return 'nothing';
  const tags = Object.entries(schema.properties ?? {})
    .filter(([, field]) => valuesOf(field) !== undefined)
    .map(([name, field]) => `${name}: ${inWords(field)}`);
  return `${typeOf(schema) ?? 'value'}${tags.length > 0 ? ` (${tags.join(', ')})` : ''}`;
}
