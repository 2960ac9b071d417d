import pino from 'pino';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { EventLink, EventMessage, OutboxStore } from '../ports/index.ts';
import { Relay } from './relay.ts';

const soon = { timeout: 25_000 };

/** An outbox with a row for each of so many keys. */
function filled(keys: number) {
  const rows = new Map<string, EventMessage>();
  for (let key = 0; key < keys; key++) {
    const envelope = { id: `m-${key}`, correlation: 'c', caller: 'bank' };
    const event = { id: `m-${key}`, module: 'bank', event: 'paid', version: 1, key: `k-${key}`, payload: {}, at: 0 };
    rows.set(event.id, { ...event, envelope });
  }
  let mostLeftOut = 0;
  let looks = 0;
  const outbox: OutboxStore = {
    acquire: async () => true,
    release: async () => undefined,
    next: async (limit, held, leftOut) => {
      looks += 1;
      mostLeftOut = Math.max(mostLeftOut, leftOut.size);
      const found: EventMessage[] = [];
      for (const row of rows.values()) {
        if (held.has(row.id) || leftOut.has(row.key)) continue;
        if (found.push(row) === limit) break;
      }
      // A database answers in a later turn.
      await new Promise(setImmediate);
      return found;
    },
    sent: async (ids) => ids.forEach((id) => rows.delete(id)),
    onCommit: () => undefined,
    lag: async () => ({ rows: rows.size, oldestMs: 0 }),
  };
  return { outbox, rows, seen: () => ({ looks, mostLeftOut }) };
}

it('keeps some thousand keys at most while all are refused, and then publishes all that is there', async () => {
  const { outbox, rows, seen } = filled(30_000);
  let refuses = true;
  let refused = 0;
  const confirmed: string[] = [];
  const link = {
    publish: async ({ id }: EventMessage) => {
      if (refuses) {
        refused += 1;
        throw new Error('planted: no broker');
      }
      confirmed.push(id);
    },
  } as unknown as EventLink;
  const relay = new Relay(outbox, link, 'host', pino({ level: 'silent' }));
  relay.start();
  onTestFinished(() => relay.stop(1_000));
  await vi.waitFor(() => expect(refused).toBeGreaterThan(30_000), soon);
  expect(seen().mostLeftOut).toBeLessThan(10_000);
  refuses = false;
  await vi.waitFor(() => expect(rows.size).toBe(0), soon);
  expect(new Set(confirmed).size).toBe(30_000);
  expect(confirmed).toHaveLength(30_000);
});
