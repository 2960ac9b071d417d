import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recommend } from './recommend.ts';

const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 10 }), { maxLength: 30 });

describe('recommend', () => {
  it('names products of the catalog, none twice, none of the given, as many as asked for or as there are', () => {
    fc.assert(
      fc.property(ids, ids, fc.integer({ min: 1, max: 10 }), (all, given, count) => {
        const answer = recommend(all, given, count);
        const left = all.filter((id) => !given.includes(id));
        expect(answer).toHaveLength(Math.min(count, left.length));
        expect(new Set(answer).size).toBe(answer.length);
        expect(answer.every((id) => left.includes(id))).toBe(true);
      }),
    );
  });

  it('does not mind the order of the question', () => {
    fc.assert(
      fc.property(ids, ids, (all, given) => {
        expect(recommend([...all].reverse(), [...given].reverse(), 10)).toEqual(recommend(all, given, 10));
      }),
    );
  });

  it('gives different products different company', () => {
    const all = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at));
    expect(new Set(all.map((id) => recommend(all, [id], 5).join())).size).toBeGreaterThan(20);
  });
});
