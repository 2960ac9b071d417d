import { expect, it } from 'vitest';
import { waitAfter } from './next-try.ts';

it('waits twice as long after each attempt, up to an hour', () => {
  expect([1, 2, 3, 4].map(waitAfter)).toEqual([5_000, 10_000, 20_000, 40_000]);
  expect([10, 11, 1_000_000].map(waitAfter)).toEqual([2_560_000, 3_600_000, 3_600_000]);
});
