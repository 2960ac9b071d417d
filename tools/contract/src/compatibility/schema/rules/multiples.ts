import type { SchemaRule } from '../schema-rule.ts';

/** Every number that may be sent is a multiple of what the receiver asks for. */
export const multiples: SchemaRule = {
  keywords: ['multipleOf'],
  check: ({ sent, accepted, mismatch, differs }) => {
    const step = (schema: typeof sent) => (typeof schema['multipleOf'] === 'number' ? schema['multipleOf'] : undefined);
    const from = step(sent);
    const to = step(accepted);
    const isWhole = to === 1 && sent.type === 'integer';
    if (to === undefined || isWhole || (from !== undefined && from % to === 0)) return [];
    return [mismatch(`multipleOf ${differs(String(from ?? 'none'), String(to))}`)];
  },
};
