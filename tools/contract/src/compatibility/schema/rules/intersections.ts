import type { SchemaRule } from '../schema-rule.ts';
import { isPattern } from './patterns.ts';

/** Of `allOf`, members are compared in their order: if each fits its counterpart, so does what fits all. */
export const intersections: SchemaRule = {
  keywords: ['allOf'],
  check: ({ where, sent, accepted, inside, mismatch, differs }) => {
    const members = (schema: typeof sent) => (schema.allOf ?? []).filter((member) => !isPattern(member));
    const from = members(sent);
    const to = members(accepted);
    if (to.length === 0) return [];
    if (from.length !== to.length) {
      return [mismatch(differs(`an intersection of ${from.length}`, `an intersection of ${to.length}`))];
    }
    return to.flatMap((member, index) => inside(from[index]!, member, where));
  },
};
