import type { JsonSchema } from '../description/description.ts';

/** Follows `$ref` within its own document. */
export function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let current = schema;
  for (let hops = 0; current.$ref !== undefined && hops < 32; hops++) {
    const { $ref, ...beside } = current;
    const target = $ref === '#' ? root : root.$defs?.[$ref.replace('#/$defs/', '')];
    // What cannot be followed stays as it is, for the rule about what is not understood.
    if (target === undefined) return current;
    current = Object.keys(beside).some((keyword) => keyword !== '$defs') ? { ...target, ...beside } : target;
  }
  return current;
}

/** The alternatives of a union, one of one type each; of anything else, itself alone. */
export function alternativesOf(schema: JsonSchema, root: JsonSchema): readonly JsonSchema[] {
  const { anyOf, oneOf, type, $defs: _, ...outer } = resolved(schema, root);
  const options = anyOf ?? oneOf;
  if (options !== undefined) {
    return options.flatMap((option) => alternativesOf(option, root)).map((option) => together(outer, option));
  }
  if (typeof type === 'object') return type.map((one) => ({ ...outer, type: one }));
  return [type === undefined ? outer : { ...outer, type }];
}

/** What a union says of all its alternatives holds for each. */
function together(outer: JsonSchema, option: JsonSchema): JsonSchema {
  const checks = [...(outer['x-checks'] ?? []), ...(option['x-checks'] ?? [])];
  return { ...outer, ...option, ...(checks.length > 0 && { 'x-checks': checks }) };
}
