import { expect, it } from 'vitest';
import { timeOf } from './resilience.ts';

it.each([
  ['2.01s', 2_010],
  ['4.1m', 246_000],
  ['16.1 s', 16_100],
  ['250ms', 250],
  ['0.5ms', 0.5],
  [40, 40],
])('reads the time %s', (text, ms) => {
  expect(timeOf(text)).toBe(ms);
});

it.each(['2', '2h', '-1s', '', true])('takes %s for none', (text) => {
  expect(timeOf(text)).toBeUndefined();
});
