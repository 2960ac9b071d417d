import { resolve } from '../input/json-schema.ts';
import type { JsonSchema } from '../input/json-schema.ts';

/** An input's schema without these fields, in each of its alternatives: they come from the path. */
export function withoutFields(root: JsonSchema, names: readonly string[]): JsonSchema {
  const { $defs } = root;
  return { ...stripped(root), ...($defs && { $defs }) };

  function stripped(schema: JsonSchema): JsonSchema {
    const { properties, required, allOf, anyOf, oneOf, ...rest } = resolve(schema, root);
    const left = required?.filter((name) => !names.includes(name)) ?? [];
    return {
      ...rest,
      ...(properties && {
        properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name))),
      }),
      ...(left.length > 0 && { required: left }),
      ...(allOf && { allOf: allOf.map(stripped) }),
      ...(anyOf && { anyOf: anyOf.map(stripped) }),
      // Two that differed in the path's fields alone are alike now: oneOf would refuse what both accept.
      ...(oneOf && { anyOf: oneOf.map(stripped) }),
    };
  }
}
