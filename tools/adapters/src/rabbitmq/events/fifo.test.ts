import { expect, it } from 'vitest';
import { Fifo } from './fifo.ts';

it('gives back in order what was put in, over many rounds', () => {
  const fifo = new Fifo<number>();
  let next = 0;
  let expected = 0;
  for (let round = 0; round < 5_000; round += 1) {
    for (let count = 0; count < 3; count += 1) fifo.push((next += 1));
    for (let count = 0; count < (round % 2 === 0 ? 2 : 4); count += 1)
      if (fifo.size > 0) expect(fifo.shift()).toBe((expected += 1));
    expect(fifo.size).toBe(next - expected);
    expect(fifo.peek()).toBe(fifo.size > 0 ? expected + 1 : undefined);
  }
  const rest = fifo.takeAll();
  expect(rest).toEqual(Array.from({ length: next - expected }, (_, index) => expected + 1 + index));
  expect(fifo.size).toBe(0);
  expect(fifo.shift()).toBeUndefined();
});
