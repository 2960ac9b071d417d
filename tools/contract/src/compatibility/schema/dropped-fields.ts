import type { JsonSchema } from '../description/description.ts';
import { sameJson } from '../description/canonical.ts';
import { typeOf, valuesOf } from './in-words.ts';
import { alternativesOf, resolved } from './resolve.ts';

export interface DroppedField {
  readonly where: string;
  /** The version before refused an object without it. */
  readonly wasRequired: boolean;
}

/** The fields that the schema before has and the one after does not know any more. */
export function droppedFields(before: JsonSchema, after: JsonSchema, where: string): DroppedField[] {
  const open = new Set<JsonSchema>();

  function walk(older: JsonSchema, newer: JsonSchema, at: string): DroppedField[] {
    const target = resolved(older, before);
    if (open.has(target)) return [];
    open.add(target);
    const found = alternativesOf(target, before).flatMap((option) => {
      const partner = partnerOf(option, alternativesOf(newer, after));
      return partner === undefined ? [] : inside(option, partner, at);
    });
    open.delete(target);
    return found;
  }

  function inside(older: JsonSchema, newer: JsonSchema, at: string): DroppedField[] {
    const known = newer.properties ?? {};
    const named = Object.entries(older.properties ?? {}).flatMap(([name, field]) =>
      Object.hasOwn(known, name)
        ? walk(field, known[name]!, `${at}.${name}`)
        : [{ where: `${at}.${name}`, wasRequired: (older.required ?? []).includes(name) }],
    );
    const lists = [
      ...pairs(older.items || undefined, newer.items || undefined, `${at}[]`),
      ...pairs(older.additionalProperties, newer.additionalProperties, `${at}.*`),
      ...(older.prefixItems ?? []).flatMap((item, index) => pairs(item, newer.prefixItems?.[index], `${at}[${index}]`)),
      ...(older.allOf ?? []).flatMap((member, index) => pairs(member, newer.allOf?.[index], at)),
    ];
    return [...named, ...lists.flatMap(([one, other, place]) => walk(one, other, place))];
  }

  return walk(before, after, where);
}

function pairs(
  older: JsonSchema | undefined,
  newer: JsonSchema | undefined,
  where: string,
): [JsonSchema, JsonSchema, string][] {
  return older === undefined || newer === undefined ? [] : [[older, newer, where]];
}

/** The alternative that is meant for the same values: of the same type, and no field's fixed values exclude each other. */
function partnerOf(option: JsonSchema, others: readonly JsonSchema[]): JsonSchema | undefined {
  return others.find((other) => typeOf(other) === typeOf(option) && !areApart(option, other));
}

function areApart(one: JsonSchema, other: JsonSchema): boolean {
  return Object.entries(one.properties ?? {}).some(([name, field]) => {
    const values = valuesOf(field);
    const others = valuesOf(other.properties?.[name]);
    return values && others && !values.some((value) => others.some((known) => sameJson(value, known)));
  });
}
