import { expect, it } from 'vitest';
import type { Failure } from './failure.ts';
import { steadyLoad } from './steady-load.ts';
import { Tally } from './tally.ts';

const shed: Failure = { route: '/', kind: 'server error', reason: '503: {"code":"CARV-312"}' };
const reset: Failure = { route: '/', kind: 'reset', reason: 'ECONNRESET' };

/** A shop that fails so at a rate. */
async function steady(failuresAt: (rate: number) => readonly Failure[], isMeasured = true) {
  const rates: number[] = [];
  const lines: string[] = [];
  let ended = 0;
  const start = (rate: number) => {
    rates.push(rate);
    const tally = new Tally();
    for (const failure of failuresAt(rate)) tally.fail(failure);
    return { rate, tally, end: async () => void (ended += 1) };
  };
  const { rate, tally } = await steadyLoad({
    rate: 50,
    isMeasured,
    start,
    say: (line) => void lines.push(line),
    steadyMs: 1,
  });
  return { rate, rates, ended, failures: tally.figures().failures, lines };
}

it('is taken as it was measured when nothing is refused', async () => {
  expect(await steady(() => [])).toMatchObject({ rate: 50, rates: [50], ended: 0, failures: {} });
});

it('begins anew with half of it while some is refused, and says so', async () => {
  const { lines, ...run } = await steady((rate) => (rate > 20 ? [shed, shed] : []));
  expect(run).toEqual({ rate: 12, rates: [50, 25, 12], ended: 2, failures: {} });
  expect(lines.filter((line) => line.startsWith('2 requests were refused (CARV-312)'))).toHaveLength(2);
});

it('does so three times at most', async () => {
  expect(await steady(() => [shed])).toMatchObject({ rates: [50, 25, 12, 6], failures: { 'server error': 1 } });
});

it('forgives nothing else, nor what was asked for', async () => {
  expect(await steady((rate) => (rate === 50 ? [shed, reset] : []))).toMatchObject({
    rates: [50, 25],
    failures: { reset: 1 },
  });
  expect(await steady(() => [reset])).toMatchObject({ rates: [50], failures: { reset: 1 } });
  expect(await steady(() => [shed], false)).toMatchObject({ rates: [50], failures: { 'server error': 1 } });
});
