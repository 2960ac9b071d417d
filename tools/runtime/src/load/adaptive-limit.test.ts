import { expect, it } from 'vitest';
import { AdaptiveLimit } from './adaptive-limit.ts';

it('goes down from what really ran, and up again to the most', () => {
  const limit = new AdaptiveLimit(1_000);
  for (let call = 0; call < 100; call += 1) limit.enter();
  limit.adjust(0, 'too much');
  expect(limit.limit).toBe(85);
  expect(limit.full).toBe(true);
  for (let call = 0; call < 90; call += 1) limit.leave();
  expect(limit.full).toBe(false);
  limit.adjust(100, 'enough');
  expect(limit.limit).toBe(85);
  for (let time = 200; time < 20_000; time += 100) limit.adjust(time, 'room');
  expect(limit.limit).toBe(1_000);
});

it('is adjusted every 100 ms at most, and never below what keeps work going', () => {
  const limit = new AdaptiveLimit(1_000);
  for (let time = 0; time < 100; time += 1) limit.adjust(time, 'too much');
  expect(limit.limit).toBe(8);
  limit.adjust(100, 'room');
  limit.adjust(150, 'room');
  expect(limit.limit).toBe(9);
});
