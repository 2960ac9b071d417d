import type { JsonSchema } from '../input/json-schema.ts';

/** The document's `components.schemas`, filled while operations are described. */
export type SchemaStore = Record<string, unknown>;

/**
 * Makes a schema fit for its place inside the OpenAPI or AsyncAPI document: its own definitions, and itself when it refers to itself,
 * move to `components.schemas` under `name`, because `$ref` counts from the document's root.
 */
export function placed(schema: JsonSchema, name: string, store: SchemaStore): unknown {
  const { $defs, definitions = $defs, ...root } = schema as Record<string, unknown> & JsonSchema;
  delete (root as Record<string, unknown>)['$schema'];
  const rename = (reference: string) =>
    reference === '#'
      ? `#/components/schemas/${name}`
      : reference.replace(/^#\/(?:\$defs|definitions)\//, `#/components/schemas/${name}.`);
  for (const [key, definition] of Object.entries(definitions ?? {}))
    store[`${name}.${key}`] = rewritten(definition, rename);
  const whole = rewritten(root, rename);
  if (!JSON.stringify(schema).includes('"$ref":"#"')) return whole;
  store[name] = whole;
  return { $ref: `#/components/schemas/${name}` };
}

function rewritten(value: unknown, rename: (reference: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => rewritten(item, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === '$ref' && typeof item === 'string' ? rename(item) : rewritten(item, rename),
    ]),
  );
}
