import type { JsonSchema } from '../../description/description.ts';
import { inWords } from '../in-words.ts';
import type { Mismatch, Place, SchemaRule } from '../schema-rule.ts';

/** Records, and objects with free entries beside their fields: keys and values that are sent are ones the receiver takes. */
export const entries: SchemaRule = {
  keywords: ['additionalProperties', 'propertyNames'],
  check: (place) => {
    const { sent, accepted, mismatch, differs } = place;
    const from = sent.additionalProperties;
    const to = accepted.additionalProperties;
    if (from !== undefined && to === undefined) {
      return [mismatch(differs(`free entries (${inWords(from)})`, 'fields with fixed names'))];
    }
    if (to === undefined) return [];
    return [
      ...keys(place),
      ...(from === undefined ? [] : place.inside(from, to, `${place.where}.*`)),
      ...strays(place, to),
    ];
  },
};

function keys({ where, sent, accepted, inside }: Place): Mismatch[] {
  if (accepted.propertyNames === undefined) return [];
  const fixed = { type: 'string', enum: Object.keys(sent.properties ?? {}) };
  const named = sent.propertyNames ?? (sent.additionalProperties === undefined ? fixed : { type: 'string' });
  return inside(named, accepted.propertyNames, `${where} (keys)`);
}

/** Fields that one side has by name and the other among its free entries. */
function strays({ where, sent, accepted, inside }: Place, entry: JsonSchema): Mismatch[] {
  const notIn = (one: JsonSchema, other: JsonSchema) =>
    Object.entries(one.properties ?? {}).filter(([name]) => !Object.hasOwn(other.properties ?? {}, name));
  const free = sent.additionalProperties;
  return [
    ...notIn(sent, accepted).flatMap(([name, field]) => inside(field, entry, `${where}.${name}`)),
    ...(free === undefined
      ? []
      : notIn(accepted, sent).flatMap(([name, field]) => inside(free, field, `${where}.${name}`))),
  ];
}
