import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { measurePeak } from './peak.ts';
import type { Tally } from './tally.ts';

/** A shop that refuses whoever finds so many there already. */
function shop(takes: number) {
  let [inside, most] = [0, 0];
  return {
    get most() {
      return most;
    },
    arrive: async (tally: Tally) => {
      inside += 1;
      most = Math.max(most, inside);
      const failure = { route: '/', kind: 'server error', reason: '503' } as const;
      tally.count({ text: '', told: false, failure: inside > takes ? failure : undefined }, performance.now());
      await sleep(5);
      inside -= 1;
    },
  };
}

it('measures more visitors each time, up to those that the shop refuses', async () => {
  const lines: string[] = [];
  const [all, some] = [shop(1_000), shop(10)];
  expect(await measurePeak(all, () => undefined, 30)).toBeGreaterThan(0);
  expect(await measurePeak(some, (line) => lines.push(line), 30)).toBeGreaterThan(0);
  expect([all.most, some.most]).toEqual([32, 16]);
  expect(lines.at(-1)).toMatch(/^more than the shop takes: .*503/);
});

it('breaks off when the fewest visitors are refused', async () => {
  await expect(measurePeak(shop(3), () => undefined, 30)).rejects.toThrow(/^the shop fails at rest: .*503/);
});
