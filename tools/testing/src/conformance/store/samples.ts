import { randomUUID } from 'node:crypto';
import type { DeadLetter, Effects, EventMessage, SavedOutcome, Store } from '@carveout/runtime';

/** Strings that databases, encodings and SQL have trouble with. */
export const nastyStrings: readonly string[] = [
  '',
  "it's; drop table notes; --",
  '\\',
  "\\'",
  'a\0b',
  '\ud800 alone',
  'alone \udfff',
  '🎁 grüße \u202e',
  '{"json": "in a string"}',
  '{},"\\,null',
  '$1 ? :name %s',
  '\u0001\u001f\u007f\u2028',
  'x'.repeat(3_000),
];

/** A JSON value whose keys a database would like to sort, and whose numbers it would like to round. */
export const nastyValue = {
  z: 1,
  a: { zz: null, aa: [true, false, [], {}] },
  10: 'number-like key',
  2: 'and a smaller one',
  big: Number.MAX_SAFE_INTEGER,
  small: 5e-324,
  zero: 0.1,
  strings: nastyStrings,
  ['key \0 \ud800 "\\']: 'nasty key',
};

export function message(key: string, payload: unknown = {}): EventMessage {
  const id = randomUUID();
  const envelope = { id, correlation: 'c', caller: 'door' };
  return { id, module: 'orders', event: 'placed', version: 1, key, payload, at: Date.now(), envelope };
}

export function letter(content: EventMessage, listener: string, reason = 'no good'): DeadLetter {
  const origin = { link: 'in-process', deployable: 'all', host: 'host-a' };
  return { message: content.id, listener, reason, origin, attempts: 5, content };
}

export function outcome(key: string, value: unknown = null): SavedOutcome {
  return { caller: 'door', operation: 'orders.place', key, inputHash: 'ab12', result: { kind: 'value', value } };
}

type SagaStart = NonNullable<Effects['sagaStart']>;

export function sagaStart(key: string, more: Partial<SagaStart> = {}): SagaStart {
  return {
    id: randomUUID(),
    caller: 'door',
    operation: 'orders.place',
    key,
    inputHash: 'ab12',
    status: 'running',
    step: 0,
    state: {},
    attempts: 0,
    envelope: { id: 'e', correlation: 'c', caller: 'door', deadline: 0 },
    host: 'host-a',
    leaseMs: 60_000,
    ...more,
  };
}

/** Begins a saga, which is claimed by its host with fence 1. */
export async function begin<Em>(store: Store<Em>, start: SagaStart): Promise<SagaStart> {
  await store.transaction(async (_em, effects) => void (effects.sagaStart = start));
  return start;
}

export async function save<Em>(store: Store<Em>, ...messages: EventMessage[]): Promise<EventMessage[]> {
  await store.transaction(async (_em, effects) => void effects.outbox.push(...messages));
  return messages;
}

export const nobody: ReadonlySet<string> = new Set();
