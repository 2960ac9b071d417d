import { inWords, typeOf, valuesOf } from '../in-words.ts';
import type { SchemaRule } from '../schema-rule.ts';

/** The receiver takes the type that is sent. Whole numbers are numbers. */
export const types: SchemaRule = {
  keywords: ['type', 'x-absent'],
  decisive: true,
  check: ({ sent, accepted, mismatch, differs }) => {
    const from = typeOf(sent);
    const to = typeOf(accepted);
    const sameNothing = (sent['x-absent'] ?? false) === (accepted['x-absent'] ?? false);
    // Of two sets of values each value is looked at, whatever its type.
    const bothFixed = valuesOf(sent) !== undefined && valuesOf(accepted) !== undefined;
    const fits = bothFixed || to === undefined || from === to || (from === 'integer' && to === 'number');
    return sameNothing && fits ? [] : [mismatch(differs(inWords(sent), inWords(accepted)))];
  },
};
