import type { Json } from '../../../json.ts';
import { sameJson } from '../../description/canonical.ts';
import { inWords, valuesOf } from '../in-words.ts';
import type { SchemaRule } from '../schema-rule.ts';

/** Each value that may be sent is one that the receiver knows. */
export const values: SchemaRule = {
  keywords: ['enum', 'const'],
  decisive: true,
  check: ({ sent, accepted, encounter, mismatch, differs }) => {
    const known = valuesOf(accepted);
    if (known === undefined) return [];
    const possible = valuesOf(sent);
    if (possible === undefined) return [mismatch(differs(`any ${inWords(sent)}`, inWords(accepted)))];
    const unknown = possible.filter((value) => !has(known, value));
    const change = encounter.sentBy === 'before' ? 'is no longer a value of it' : 'is a new value of it';
    return unknown.map((value) => mismatch(`${JSON.stringify(value)} ${change}`));
  },
};

function has(known: readonly Json[], value: Json): boolean {
  return known.some((one) => sameJson(one, value));
}
