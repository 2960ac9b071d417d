import { expect, it } from 'vitest';
import { AddressTurns } from './address-turns.ts';

it('gives each address its turn in every round, in an order of chance, and none twice in a row', () => {
  const firsts = new Set<number>();
  for (let run = 0; run < 100; run += 1) {
    const turns = new AddressTurns([1, 2, 3]);
    let last: number | undefined;
    for (let round = 0; round < 5; round += 1) {
      const given = [turns.next(), turns.next(), turns.next()];
      expect([...given].sort()).toEqual([1, 2, 3]);
      expect(given[0]).not.toBe(last);
      if (round === 0) firsts.add(given[0]!);
      last = given[2];
    }
  }
  expect(firsts).toEqual(new Set([1, 2, 3]));
});

it('gives the only one again and again', () => {
  const turns = new AddressTurns(['one']);
  expect([turns.next(), turns.next()]).toEqual(['one', 'one']);
});
