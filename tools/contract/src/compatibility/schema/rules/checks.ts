import type { SchemaRule } from '../schema-rule.ts';

/** What the receiver checks beyond JSON Schema, the sender checked too. A check is known by what it says. */
export const checks: SchemaRule = {
  keywords: ['x-checks'],
  check: ({ sent, accepted, encounter, mismatch }) => {
    const made = sent['x-checks'] ?? [];
    const change = encounter.sentBy === 'before' ? 'is new' : 'is no longer made';
    return (accepted['x-checks'] ?? [])
      .filter((check) => !made.includes(check))
      .map((check) => mismatch(`the check '${check}' ${change}`));
  },
};
