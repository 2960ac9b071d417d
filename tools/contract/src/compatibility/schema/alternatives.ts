import type { Json } from '../../json.ts';
import type { JsonSchema } from '../description/description.ts';
import { sameJson } from '../description/canonical.ts';
import { inWords, typeOf, valuesOf } from './in-words.ts';
import type { Mismatch, Place } from './schema-rule.ts';

/**
 * Everything that the sender may send must fit one alternative of the receiver. Where one does not, it is compared with
 * the one that it was meant for, so that the report names the field and not the whole.
 */
export function compareAlternatives(
  sent: readonly JsonSchema[],
  accepted: readonly JsonSchema[],
  placeOf: (sent: JsonSchema, accepted: JsonSchema) => Place,
  compare: (place: Place) => Mismatch[],
): Mismatch[] {
  const fits = (option: JsonSchema) => accepted.some((other) => compare(placeOf(option, other)).length === 0);
  return sent.flatMap((option) => {
    if (fits(option)) return [];
    const values = valuesOf(option);
    if (accepted.length > 1 && values?.every((value) => fits({ ...option, enum: [value] }))) return [];
    const counterpart = counterpartOf(option, sent, accepted);
    if (counterpart !== undefined) return compare(placeOf(option, counterpart));
    const place = placeOf(option, accepted[0]!);
    const change = place.encounter.sentBy === 'before' ? 'is no longer there' : 'is new';
    return [place.mismatch(`the alternative ${inWords(option)} ${change}`)];
  });
}

/** The alternative of the other side that is meant for the same values. */
function counterpartOf(
  option: JsonSchema,
  own: readonly JsonSchema[],
  others: readonly JsonSchema[],
): JsonSchema | undefined {
  if (own.length === 1 && others.length === 1) return others[0];
  const tag = tagOf(option, [...own, ...others]);
  if (tag !== undefined)
    return others.find((other) => sameJson(valuesOf(other.properties?.[tag]), valuesOf(option.properties?.[tag])));
  const alike = (schemas: readonly JsonSchema[]) => schemas.filter((schema) => typeOf(schema) === typeOf(option));
  return alike(own).length === 1 && alike(others).length === 1 ? alike(others)[0] : undefined;
}

/** The field that tells the alternatives of a discriminated union apart. */
function tagOf(option: JsonSchema, all: readonly JsonSchema[]): string | undefined {
  const objects = all.filter(({ properties }) => properties !== undefined);
  const isTag = (name: string) => objects.every(({ properties }) => fixed(valuesOf(properties![name])));
  return Object.keys(option.properties ?? {}).find(isTag);
}

function fixed(values: readonly Json[] | undefined): boolean {
  return values !== undefined && values.length > 0;
}
