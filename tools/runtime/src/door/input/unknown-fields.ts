import type { InputIssue } from '../../ports/index.ts';
import { resolve } from './json-schema.ts';
import type { JsonSchema } from './json-schema.ts';

type Path = readonly (string | number)[];

/** Fields that `parsed`, made from `raw`, no longer has: the contract does not know them (law 2). */
export function unknownFields(raw: unknown, parsed: unknown, path: Path = []): InputIssue[] {
  if (Array.isArray(raw) && Array.isArray(parsed)) {
    return raw.flatMap((item, index) => unknownFields(item, parsed[index], [...path, index]));
  }
  if (!isRecord(raw) || !isRecord(parsed)) return [];
  return Object.keys(raw).flatMap((key) => {
    if (raw[key] === undefined) return [];
    if (!Object.hasOwn(parsed, key)) return [unknownField([...path, key])];
    return unknownFields(raw[key], parsed[key], [...path, key]);
  });
}

/**
 * The same for an input that was refused, so that a misspelt name is told beside the missing one. Works from the
 * schema, and leaves unions and intersections out: what is unknown there depends on which member was meant.
 */
export function unknownFieldsOfRefused(
  raw: unknown,
  schema: JsonSchema,
  root: JsonSchema,
  path: Path = [],
): InputIssue[] {
  const here = resolve(schema, root);
  if (Array.isArray(raw)) {
    const items = here.items;
    return items ? raw.flatMap((item, index) => unknownFieldsOfRefused(item, items, root, [...path, index])) : [];
  }
  const { properties, additionalProperties } = here;
  if (!isRecord(raw) || !properties || typeof additionalProperties === 'object' || here.allOf) return [];
  return Object.keys(raw).flatMap((key) => {
    if (!Object.hasOwn(properties, key)) return [unknownField([...path, key])];
    return unknownFieldsOfRefused(raw[key], properties[key]!, root, [...path, key]);
  });
}

function unknownField(path: Path): InputIssue {
  return { path, message: 'unknown field' };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
