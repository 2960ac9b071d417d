import pino from 'pino';
import { expect, it, onTestFinished, vi } from 'vitest';
import { MOST_EVENT_BYTES, OUTBOX_LOOK_BYTES } from '../ports/index.ts';
import type { EventLink, EventMessage, OutboxStore } from '../ports/index.ts';
import { Relay } from './relay.ts';

const soon = { timeout: 25_000 };

/** An outbox with a row of so many bytes for each of so many keys. */
function filled(keys: number, bytes = 1) {
  const rows = new Map<string, EventMessage>();
  for (let key = 0; key < keys; key++) {
    const envelope = { id: `m-${key}`, correlation: 'c', caller: 'bank' };
    const event = { id: `m-${key}`, module: 'bank', event: 'paid', version: 1, key: `k-${key}`, payload: {}, at: 0 };
    rows.set(event.id, { ...event, envelope });
  }
  let mostLeftOut = 0;
  let looks = 0;
  let read = 0;
  const outbox: OutboxStore = {
    acquire: async () => true,
    release: async () => undefined,
    next: async (limit, held, leftOut) => {
      looks += 1;
      mostLeftOut = Math.max(mostLeftOut, leftOut.size);
      const found: EventMessage[] = [];
      for (const row of rows.values()) {
        if (held.has(row.id) || leftOut.has(row.key)) continue;
        if (found.push(row) === limit || (found.length + 1) * bytes > OUTBOX_LOOK_BYTES) break;
      }
      read += found.length;
      // A database answers in a later turn.
      await new Promise(setImmediate);
      const more = found.length > 0 && (found.length === limit || (found.length + 1) * bytes > OUTBOX_LOOK_BYTES);
      return { messages: found, bytes: found.map(() => bytes), more };
    },
    sent: async (ids) => ids.forEach((id) => rows.delete(id)),
    onCommit: () => undefined,
    lag: async () => ({ rows: rows.size, oldestMs: 0 }),
  };
  return { outbox, rows, seen: () => ({ looks, mostLeftOut, read }) };
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
    health: () => undefined,
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

it('keeps some MiB at most of large events, and publishes all of them', async () => {
  const { outbox, rows, seen } = filled(300, MOST_EVENT_BYTES);
  let confirms = false;
  let most = 0;
  const waiting = new Set<() => void>();
  const link = {
    publish: async () => {
      if (confirms) return;
      await new Promise<void>((resolve) => {
        waiting.add(resolve);
        most = Math.max(most, waiting.size);
      });
    },
    health: () => undefined,
  } as unknown as EventLink;
  const relay = new Relay(outbox, link, 'host', pino({ level: 'silent' }));
  relay.start();
  onTestFinished(() => relay.stop(1_000));
  await vi.waitFor(() => expect(most).toBeGreaterThan(8), soon);
  // Longer than until it looks again by itself.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(most).toBeLessThanOrEqual(40);
  expect(seen().read).toBe(most);
  confirms = true;
  for (const confirm of waiting) confirm();
  await vi.waitFor(() => expect(rows.size).toBe(0), soon);
  expect(seen().read).toBe(300);
});

it('does not read the outbox again and again while the link is down, and goes on when it is not', async () => {
  const { outbox, rows, seen } = filled(500, 100_000);
  let down = true;
  const link = {
    publish: async () => {
      if (down) throw new Error('planted: no broker');
    },
    health: () => (down ? 'planted: no broker' : undefined),
  } as unknown as EventLink;
  const relay = new Relay(outbox, link, 'host', pino({ level: 'silent' }));
  relay.start();
  onTestFinished(() => relay.stop(1_000));
  await vi.waitFor(() => expect(seen().read).toBeGreaterThan(0), soon);
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const seconds = (performance.now() - began) / 1_000;
  // The first look may be followed by one that began before its rows were refused.
  expect(seen().read).toBeLessThanOrEqual(200 + Math.ceil(seconds));
  down = false;
  await vi.waitFor(() => expect(rows.size).toBe(0), soon);
});
