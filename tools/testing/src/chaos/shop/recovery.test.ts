import { expect, it } from 'vitest';
import { checkout } from './check/testing/sound-run.ts';
import type { Checkout, Operation, Outcome } from './history.ts';
import { IN_SERVICE_WITHIN_MS, untilInService } from './recovery.ts';
import type { Recovery } from './recovery.ts';

/** A load whose last fault was over long ago, as with a large `--pace`. */
const FAULT_AT = Date.now() - 300_000;

/** Times in ms after the last fault. */
const bought = (begin: number, end: number, more: Partial<Checkout> = {}): Operation =>
  checkout(1, { begin: FAULT_AT + begin, end: FAULT_AT + end, ...more });

interface Run {
  readonly operations?: readonly Operation[];
  readonly lastFaultAt?: number;
  /** What comes of the probes, one after the other; the last of all that follow. */
  readonly probes?: readonly Outcome[];
  /** How often a process is found busy at first. */
  readonly busy?: number;
}

async function recovery(run: Run): Promise<Recovery & { readonly probed: number }> {
  const { operations = [], lastFaultAt = FAULT_AT, probes = ['acknowledged'], busy = 0 } = run;
  const history = { operations: [...operations] };
  let [looks, probed] = [0, 0];
  const seen = await untilInService({
    shop: { notReady: () => Promise.resolve(looks++ < busy ? ['orders'] : []) },
    clients: {
      probe: () => {
        const outcome = probes[Math.min(probed++, probes.length - 1)]!;
        const now = Date.now();
        history.operations.push(checkout(2, { begin: Math.max(now, lastFaultAt + 1), end: now + 1, outcome }));
        return Promise.resolve();
      },
    },
    history,
    lastFaultAt,
  });
  return { ...seen, probed };
}

it('takes the first checkout of the load that began after the last fault, however long ago that was', async () => {
  const operations = [bought(-500, 100), bought(200, 4_000), bought(100, 9_000)];
  expect(await recovery({ operations })).toMatchObject({ checkoutMs: 4_000, violations: [], probed: 0 });
});

it.each<[string, Partial<Checkout>]>([
  ['began before', { begin: FAULT_AT - 1 }],
  ['was refused', { outcome: 'refused' }],
  ['nobody knows of', { outcome: 'unknown' }],
])('takes no checkout that %s, and probes', async (_what, more) => {
  const operations = [bought(200, 4_000, more)];
  const { probed, checkoutMs, violations } = await recovery({ operations });
  expect([probed, violations]).toEqual([1, [expect.stringMatching(/^a checkout had to succeed within 30 s .* after/)]]);
  expect(checkoutMs).toBeGreaterThanOrEqual(300_000);
});

it('takes no cancellation', async () => {
  const other: Operation = { ...bought(200, 4_000), kind: 'cancellation', order: 'o1' };
  expect((await recovery({ operations: [other] })).probed).toBe(1);
});

it('finds a shop faulty in which the first checkout of the load came late', async () => {
  const late = IN_SERVICE_WITHIN_MS + 1_500;
  expect(await recovery({ operations: [bought(200, late)] })).toMatchObject({
    checkoutMs: late,
    violations: ['a checkout had to succeed within 30 s after the last fault, and did after 31.5 s'],
    probed: 0,
  });
});

it('probes until one succeeds where the last fault was just over', async () => {
  // Later than now, so that no machine is too slow for it.
  const lastFaultAt = Date.now() + 60_000;
  const operations = [checkout(1, { begin: lastFaultAt - 1, end: lastFaultAt })];
  const seen = await recovery({ operations, lastFaultAt, probes: ['not-sent', 'unknown', 'acknowledged'] });
  expect(seen).toMatchObject({ violations: [], probed: 3 });
});

it('looks again at a process that was busy, though the last fault is long over', async () => {
  const { readyMs, violations } = await recovery({ operations: [bought(200, 4_000)], busy: 2 });
  expect(readyMs).toBeGreaterThanOrEqual(300_000);
  expect(violations).toEqual([]);
});
