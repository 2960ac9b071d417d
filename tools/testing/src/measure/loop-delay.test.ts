import { expect, it } from 'vitest';
import { LoopDelay } from './loop-delay.ts';

it('measures for how long the process was held up, by the clock that it is given', () => {
  const delay = new LoopDelay(() => 1_000);
  delay.look(1_000);
  delay.look(1_310);
  expect(delay.between(1_000, 1_310)).toBe(300);
  expect(delay.between(1_210, 1_310)).toBe(100);
  // What lasts still counts, but not what was before.
  expect(delay.between(1_310, 1_520)).toBe(200);
  expect(delay.between(1_500, 1_520)).toBe(20);
  expect(delay.spans(1_000, 1_520)).toEqual([
    { from: 1_010, to: 1_310 },
    { from: 1_320, to: 1_520 },
  ]);
});

it('goes by the real time of the loop', async () => {
  const delay = new LoopDelay();
  const began = Date.now();
  delay.start();
  for (const until = performance.now() + 200; performance.now() < until;);
  await new Promise((resolve) => setTimeout(resolve, 30));
  delay.stop();
  expect(delay.between(began, Date.now())).toBeGreaterThan(150);
});
