import type { AnyOperation } from '@carveout/contract';
import { branches, jsonSchemaOf, resolve } from './json-schema.ts';
import type { JsonSchema } from './json-schema.ts';

/** One field of an operation's input. */
export interface Field {
  readonly name: string;
  readonly schema: JsonSchema;
  /** False when some accepted input lacks it. */
  readonly required: boolean;
}

export interface InputFields {
  readonly root: JsonSchema;
  readonly fields: ReadonlyMap<string, Field>;
  /** True when the operation takes nothing at all. */
  readonly none: boolean;
}

/**
 * The fields that an operation's input is composed of at the door.
 *
 * @returns undefined when the input is neither an object nor nothing, which path, query and body cannot say.
 */
export function inputFields(operation: AnyOperation): InputFields | undefined {
  const root = jsonSchemaOf(operation.input, 'input');
  const fields = new Map<string, Field>();
  if (isObject(root, root)) {
    collect(root, root, true, fields);
    return { root, fields, none: false };
  }
  return operation.input.safeParse(undefined).success ? { root: {}, fields, none: true } : undefined;
}

function isObject(schema: JsonSchema, root: JsonSchema): boolean {
  const here = resolve(schema, root);
  if (here.type === 'object') return true;
  const members = branches(here);
  return members.length > 0 && members.every((member) => isObject(member, root));
}

function collect(schema: JsonSchema, root: JsonSchema, required: boolean, fields: Map<string, Field>): void {
  const here = resolve(schema, root);
  for (const [name, property] of Object.entries(here.properties ?? {})) {
    const known = fields.get(name);
    const needed = required && (here.required?.includes(name) ?? false);
    if (!known) fields.set(name, { name, schema: property, required: needed });
    else
      fields.set(name, {
        name,
        schema: { anyOf: [known.schema, property] },
        required: known.required || needed,
      });
  }
  for (const member of here.allOf ?? []) collect(member, root, required, fields);
  for (const member of [...(here.anyOf ?? []), ...(here.oneOf ?? [])]) collect(member, root, false, fields);
}
