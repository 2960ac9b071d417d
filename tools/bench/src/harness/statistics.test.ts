import { describe, expect, it } from 'vitest';
import { median, quantile, spread } from './statistics.ts';

describe('median and quantile', () => {
  it('take the middle, whatever the order', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([5])).toBe(5);
  });

  it('interpolate between neighbours', () => {
    expect(quantile([0, 10], 0.99)).toBeCloseTo(9.9);
    expect(quantile([1, 2, 3, 4, 5], 0)).toBe(1);
    expect(quantile([1, 2, 3, 4, 5], 1)).toBe(5);
  });

  it('refuse to make a figure of nothing', () => {
    expect(() => median([])).toThrow(RangeError);
  });

  it('tell how much values differ', () => {
    expect(spread([10, 10, 10])).toBe(0);
    expect(spread([8, 9, 10, 11, 12])).toBeCloseTo(0.2);
  });
});
