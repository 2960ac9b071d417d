import { describe, expect, it } from 'vitest';
import { seededRandom } from './random.ts';

describe('a seeded random', () => {
  it('repeats itself for the same seed, and differs for another', () => {
    const draw = (seed: number): number[] => {
      const random = seededRandom(seed);
      return Array.from({ length: 20 }, () => random.between(1, 1_000_000));
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('reaches both ends of a range and never leaves it', () => {
    const random = seededRandom(1);
    const drawn = new Set(Array.from({ length: 1000 }, () => random.between(2, 5)));
    expect([...drawn].sort()).toEqual([2, 3, 4, 5]);
  });

  it('refuses to pick from nothing', () => {
    expect(() => seededRandom(1).pick([])).toThrow(RangeError);
  });
});
