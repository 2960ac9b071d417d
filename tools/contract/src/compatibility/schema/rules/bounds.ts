import type { JsonSchema } from '../../description/description.ts';
import type { SchemaRule } from '../schema-rule.ts';

interface Limit {
  readonly inclusive: string;
  readonly exclusive?: string;
  /** 1: a larger value is stricter; -1: a smaller one. */
  readonly stricter: 1 | -1;
}

const LIMITS: readonly Limit[] = [
  { inclusive: 'minimum', exclusive: 'exclusiveMinimum', stricter: 1 },
  { inclusive: 'maximum', exclusive: 'exclusiveMaximum', stricter: -1 },
  { inclusive: 'minLength', stricter: 1 },
  { inclusive: 'maxLength', stricter: -1 },
  { inclusive: 'minItems', stricter: 1 },
  { inclusive: 'maxItems', stricter: -1 },
  { inclusive: 'minProperties', stricter: 1 },
  { inclusive: 'maxProperties', stricter: -1 },
];

/** The receiver's limits leave room for everything within the sender's. */
export const bounds: SchemaRule = {
  keywords: LIMITS.flatMap(({ inclusive, exclusive }) =>
    exclusive === undefined ? [inclusive] : [inclusive, exclusive],
  ),
  check: ({ sent, accepted, mismatch, differs }) =>
    LIMITS.filter((limit) => isStricter(accepted, sent, limit)).map((limit) =>
      mismatch(`${limit.inclusive} ${differs(shown(sent, limit), shown(accepted, limit))}`),
    ),
};

interface Bound {
  readonly value: number;
  readonly exclusive: boolean;
}

/** The bound in force: the stricter of the two forms. */
function boundOf(schema: JsonSchema, { inclusive, exclusive, stricter }: Limit): Bound | undefined {
  const closed = schema[inclusive];
  const open = exclusive === undefined ? undefined : schema[exclusive];
  if (typeof open === 'number' && !(typeof closed === 'number' && closed * stricter > open * stricter)) {
    return { value: open, exclusive: true };
  }
  return typeof closed === 'number' ? { value: closed, exclusive: false } : undefined;
}

/** True when the receiver refuses what the sender's limit allows. */
function isStricter(accepted: JsonSchema, sent: JsonSchema, limit: Limit): boolean {
  const receivers = boundOf(accepted, limit);
  const senders = boundOf(sent, limit);
  if (receivers === undefined) return false;
  if (senders === undefined) return true;
  if (receivers.value === senders.value) return receivers.exclusive && !senders.exclusive;
  return receivers.value * limit.stricter > senders.value * limit.stricter;
}

function shown(schema: JsonSchema, limit: Limit): string {
  const bound = boundOf(schema, limit);
  if (bound === undefined) return 'none';
  return bound.exclusive ? `${bound.value} (excluded)` : String(bound.value);
}
