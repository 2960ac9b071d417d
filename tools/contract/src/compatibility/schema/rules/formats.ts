import type { SchemaRule } from '../schema-rule.ts';

/** What the receiver takes for an e-mail address, a date or the like was one for the sender too. */
export const formats: SchemaRule = {
  keywords: ['format', 'contentEncoding'],
  check: ({ sent, accepted, mismatch, differs }) =>
    ['format', 'contentEncoding']
      .filter((keyword) => accepted[keyword] !== undefined && accepted[keyword] !== sent[keyword])
      .map((keyword) => mismatch(`${keyword} ${differs(String(sent[keyword] ?? 'none'), String(accepted[keyword]))}`)),
};
