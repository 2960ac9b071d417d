import type { SchemaRule } from '../schema-rule.ts';

/** What a list holds is what the receiver takes. Tuples keep their number of places. */
export const items: SchemaRule = {
  keywords: ['items', 'prefixItems'],
  check: ({ where, sent, accepted, inside, mismatch, differs }) => {
    const from = sent.prefixItems ?? [];
    const to = accepted.prefixItems ?? [];
    if (from.length !== to.length) return [mismatch(differs(places(from.length), places(to.length)))];
    const placed = from.flatMap((item, index) => inside(item, to[index]!, `${where}[${index}]`));
    const rest = sent.items;
    const wanted = accepted.items;
    if (wanted === undefined || rest === false || (rest === undefined && wanted === undefined)) return placed;
    if (wanted === false || rest === undefined) {
      return [...placed, mismatch(differs(further(rest), further(wanted)))];
    }
    return [...placed, ...inside(rest, wanted, `${where}[]`)];
  },
};

function places(count: number): string {
  return count === 0 ? 'a list' : `a tuple of ${count}`;
}

function further(schema: unknown): string {
  return schema === false ? 'no further items' : 'further items';
}
