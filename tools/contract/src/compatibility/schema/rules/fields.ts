import type { SchemaRule } from '../schema-rule.ts';

const ALWAYS_SENT_FIRST =
  'Give it a default (`.default(…)`): hosts then always send it, and receivers do without it. Require it, make it optional or remove it a release later';
const OPTIONAL_FIRST =
  'Make it optional or give it a default now; require it a release later, when every deployed caller sends it';

/** Each field that the receiver requires is sent, and each that both know has a form that the receiver takes. */
export const fields: SchemaRule = {
  keywords: ['properties', 'required'],
  check: ({ where, sent, accepted, encounter, inside, mismatch }) => {
    const { sentBy, flow } = encounter;
    const required = accepted.required ?? [];
    const missing = required.filter((name) => !(sent.required ?? []).includes(name));
    const known = Object.entries(accepted.properties ?? {});
    return [
      ...missing.map((name) => {
        const what = inWords(Object.hasOwn(sent.properties ?? {}, name), sentBy);
        return { ...mismatch(what, flow === 'input' ? OPTIONAL_FIRST : ALWAYS_SENT_FIRST), where: `${where}.${name}` };
      }),
      ...known.flatMap(([name, field]) => {
        const counterpart = Object.hasOwn(sent.properties ?? {}, name) ? sent.properties![name]! : undefined;
        return counterpart === undefined ? [] : inside(counterpart, field, `${where}.${name}`);
      }),
    ];
  },
};

function inWords(isKnown: boolean, sentBy: 'before' | 'after'): string {
  if (sentBy === 'before') return isKnown ? 'was optional and is required' : 'is new and required';
  return isKnown ? 'was required and is optional' : 'was required and is removed';
}
