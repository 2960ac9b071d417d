import { expect, it } from 'vitest';
import type { Evidence, QueueRow } from './evidence.ts';
import { settledViolations } from './settled.ts';

const looks = { settleWithin: 60_000, every: 1, countedAnew: 1 };

function evidence(queue: QueueRow['messages'], kept = false): Evidence {
  const rows = { orders: [], payments: [], parcels: [], reservations: [], stock: [], backlogs: [] };
  return {
    operations: [],
    shop: rows,
    customers: [],
    carts: [],
    transfers: [],
    captures: kept ? [{ charge: 'o1', amount: {}, returned: false }] : [],
    mails: [],
    marks: [],
    markOutcomes: [],
    heard: [],
    queues: [{ name: 'q', messages: queue }],
  };
}

it('has settled what a saga gave up after the first look', async () => {
  let [looked, voided, settled] = [0, false, false];
  const found = await settledViolations(
    {
      bringForwardSettlements: () => Promise.resolve(void (settled ||= voided)),
      read: () => {
        looked += 1;
        if (looked === 2) voided = true;
        return Promise.resolve(evidence(0, !settled));
      },
    },
    looks,
  );
  expect([found, looked]).toEqual([[], 4]);
});

it('looks again for what may still come right, and once more when it has', async () => {
  const counts = [undefined, 2, 0, undefined, 0, 0];
  const read = () => Promise.resolve(evidence(counts.shift()));
  expect(await settledViolations({ read, bringForwardSettlements: () => Promise.resolve() }, looks)).toEqual([]);
  expect(counts).toEqual([]);
});

it('tells what does not come right in time', async () => {
  const shop = { read: () => Promise.resolve(evidence(1)), bringForwardSettlements: () => Promise.resolve() };
  expect(await settledViolations(shop, { ...looks, settleWithin: 20 })).toEqual(['queue q: 1 messages left']);
});
