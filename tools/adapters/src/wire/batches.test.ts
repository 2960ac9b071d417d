import { describe, expect, it } from 'vitest';
import { shareOf, splitIntoBatches } from './batches.ts';

describe('splitIntoBatches', () => {
  const sizes = (bytes: number[], share = 64): number[][] =>
    splitIntoBatches(
      bytes.map((size) => ({ bytes: size })),
      share,
    ).map((batch) => batch.map((element) => element.bytes));

  it('makes no message of nothing', () => expect(sizes([])).toEqual([]));
  it('takes up to the share', () => expect(sizes([1, 1, 1, 1, 1], 2)).toEqual([[1, 1], [1, 1], [1]]));
  it('counts brackets and commas', () => {
    expect(sizes([65_532, 1])).toEqual([[65_532], [1]]);
    expect(sizes([65_531, 1])).toEqual([[65_531, 1]]);
  });
  it('sends a larger one alone', () => expect(sizes([10, 100_000, 10])).toEqual([[10], [100_000], [10]]));
});

describe('shareOf', () => {
  it('gives one host all, up to a full message', () => {
    expect(shareOf(10, 1)).toBe(64);
    expect(shareOf(500, 1)).toBe(64);
  });
  it('spreads over replicas, but not in crumbs', () => {
    expect(shareOf(40, 2)).toBe(20);
    expect(shareOf(10, 5)).toBe(8);
    expect(shareOf(1_000, 3)).toBe(64);
  });
});
