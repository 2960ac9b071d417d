import { expect, it } from 'vitest';
import { covered } from './spans.ts';

it('counts each moment once, and none outside', () => {
  const within = { from: 100, to: 200 };
  expect(covered([], within)).toBe(0);
  expect(covered([{ from: 0, to: 300 }], within)).toBe(100);
  const several = [
    { from: 150, to: 170 },
    { from: 90, to: 110 },
    { from: 155, to: 160 },
    { from: 165, to: 180 },
    { from: 200, to: 250 },
  ];
  expect(covered(several, within)).toBe(40);
});
