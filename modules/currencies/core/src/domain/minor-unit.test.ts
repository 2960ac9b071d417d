import { expect, it } from 'vitest';
import { minorUnit } from './minor-unit.ts';

it.each([
  ['EUR', 10_000_000n],
  ['JPY', 1_000_000_000n],
  ['KWD', 1_000_000n],
])('the smallest amount in %s is %i billionths', (currency, nanos) => {
  expect(minorUnit(currency)).toBe(nanos);
});
