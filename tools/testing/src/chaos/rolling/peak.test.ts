import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Failure } from './failure.ts';
import { measurePeak } from './peak.ts';
import type { Tally } from './tally.ts';

const shed = { route: '/', kind: 'server error', reason: '503: {"code":"CARV-312"}' } as const;
const broken = { route: '/', kind: 'reset', reason: 'ECONNRESET' } as const;
const STEP_MS = 100;

/** It goes on with every visit alone: a machine that stands still leaves nobody out. */
let clock: number;

beforeEach(() => {
  clock = 0;
  const spy = vi.spyOn(performance, 'now').mockImplementation(() => clock);
  return () => spy.mockRestore();
});

/** A shop that refuses whoever finds so many there already, and does as is said to the first. */
function shop(takes: number, { first, visitMs = 1 }: { readonly first?: Failure; readonly visitMs?: number } = {}) {
  let [inside, most, came] = [0, 0, 0];
  return {
    get most() {
      return most;
    },
    arrive: async (tally: Tally) => {
      inside += 1;
      most = Math.max(most, inside);
      came += 1;
      const failure = came === 1 ? first : inside > takes ? shed : undefined;
      tally.count({ text: '', told: false, failure }, performance.now());
      await turn();
      clock += visitMs;
      inside -= 1;
    },
  };
}

const nobody = (): void => undefined;

it('measures more visitors each time, up to those that the shop refuses', async () => {
  const lines: string[] = [];
  const [all, some] = [shop(1_000), shop(10)];
  expect(await measurePeak(all, nobody, STEP_MS)).toBeGreaterThan(0);
  expect(await measurePeak(some, (line) => lines.push(line), STEP_MS)).toBeGreaterThan(0);
  expect([all.most, some.most]).toEqual([32, 16]);
  expect(lines.at(-1)).toMatch(/^more than the shop takes: .*503/);
});

it('has each visitor come once at least, however long that takes', async () => {
  const slow = shop(1_000, { visitMs: 10 * STEP_MS });
  expect(await measurePeak(slow, nobody, STEP_MS)).toBeGreaterThan(0);
  expect(slow.most).toBe(32);
});

it('breaks off when the fewest visitors are refused', async () => {
  await expect(measurePeak(shop(3), nobody, STEP_MS)).rejects.toThrow(/^the shop fails at rest: .*503/);
});

it('goes on when the fewest were refused once, and not when something broke', async () => {
  const refusing = shop(1_000, { first: shed });
  expect(await measurePeak(refusing, nobody, STEP_MS)).toBeGreaterThan(0);
  expect(refusing.most).toBe(32);
  const breaking = measurePeak(shop(1_000, { first: broken }), nobody, STEP_MS);
  await expect(breaking).rejects.toThrow(/^the shop fails at rest: .*ECONNRESET/);
});
