import { sameJson } from '../../description/canonical.ts';
import type { SchemaRule } from '../schema-rule.ts';

/** What no rule understands must be the same on both sides. */
export function unknownKeywords(understood: readonly string[]): SchemaRule {
  const known = new Set([...understood, '$defs']);
  return {
    keywords: [],
    check: ({ sent, accepted, mismatch, differs }) =>
      [...new Set([...Object.keys(sent), ...Object.keys(accepted)])]
        .filter((keyword) => !known.has(keyword) && !sameJson(sent[keyword], accepted[keyword]))
        .map((keyword) =>
          mismatch(`${keyword} ${differs(shown(sent[keyword]), shown(accepted[keyword]))}, which cannot be compared`),
        ),
  };
}

function shown(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}
