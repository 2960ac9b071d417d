import type { JsonSchema } from '../../description/description.ts';
import type { SchemaRule } from '../schema-rule.ts';

/** Two patterns cannot be compared, so that each one of the receiver must be one of the sender, word for word. */
export const patterns: SchemaRule = {
  keywords: ['pattern'],
  check: ({ sent, accepted, mismatch, differs }) => {
    const from = patternsOf(sent);
    const to = patternsOf(accepted);
    if (to.every((pattern) => from.includes(pattern))) return [];
    return [mismatch(`pattern ${differs(inWords(from), inWords(to))}`)];
  },
};

/** Several patterns are written as an `allOf` of nothing but these. */
export function patternsOf({ pattern, allOf = [] }: JsonSchema): readonly string[] {
  const others = allOf.filter(isPattern).map((member) => member.pattern!);
  return pattern === undefined ? others : [pattern, ...others];
}

export function isPattern(schema: JsonSchema): boolean {
  return schema.pattern !== undefined && Object.keys(schema).length === 1;
}

function inWords(all: readonly string[]): string {
  return all.length === 0 ? 'none' : all.map((pattern) => `/${pattern}/`).join(' and ');
}
