import { expect, it } from 'vitest';
import type { RollingReport } from './verdict.ts';
import { rollingFaults } from './verdict.ts';

const good: RollingReport = {
  rate: 50,
  rateWanted: 50,
  seconds: 10,
  arrivals: 500,
  turnedAway: 0,
  latestMs: 3,
  figures: { requests: 600, failures: {}, failed: [], p50: 5, p99: 50, max: 80 },
  acknowledged: 40,
  rolls: [{ replica: 'orders.1', exitMs: 300, readyMs: 1_500, waitedMs: 400, code: 0 }],
  rollsWanted: 1,
  told: 8,
  doorRolls: 2,
  invariants: [],
};

const roll = good.rolls[0]!;

it('finds nothing wrong with what is right', () => {
  expect(rollingFaults(good)).toEqual([]);
});

it('takes off a restart what its processes waited for a processor', () => {
  expect(rollingFaults({ ...good, rolls: [{ ...roll, readyMs: 14_000, waitedMs: 4_000 }] })).toEqual([]);
});

it.each<[string, Partial<RollingReport>, RegExp]>([
  ['a reset', { figures: { ...good.figures, failures: { reset: 1 } } }, /^1 × reset$/],
  ['a 503', { figures: { ...good.figures, failures: { 'server error': 2 } } }, /^2 × server error$/],
  ['a slow restart', { rolls: [{ ...roll, readyMs: 10_401 }] }, /^orders\.1 took 10001 ms .* 400 ms more/],
  ['an exit with a fault', { rolls: [{ ...roll, code: 1 }] }, /^orders\.1 ended with 1$/],
  ['one that had to be killed', { rolls: [{ ...roll, code: null }] }, /^orders\.1 ended with SIGKILL$/],
  ['a restart that is missing', { rollsWanted: 2 }, /^1 of 2 restarts$/],
  ['a load that did not come', { arrivals: 300 }, /^300 visitors, not 500$/],
  ['a load that had to be halved', { rateWanted: 100 }, /^50 visits\/s, not 100: /],
  ['visitors that could not come in', { turnedAway: 3 }, /^3 visitors/],
  ['a shop that sold nothing', { acknowledged: 0 }, /^no checkout/],
  ['clients that were told nothing', { told: 1 }, /^kept connections were told 1 times$/],
  ['an order that is lost', { invariants: ['an order is nowhere'] }, /^an order is nowhere$/],
])('finds %s', (_what, wrong, fault) => {
  const faults = rollingFaults({ ...good, ...wrong });
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(fault);
});
