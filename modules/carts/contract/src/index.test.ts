import { describe, expect, it } from 'vitest';
import { carts } from './index.ts';

const paths = (input: unknown) =>
  carts.operations.add.input.safeParse(input).error?.issues.map(({ path }) => path.join('.'));

describe('adding to a cart', () => {
  it.each([0, -1, 1_000_000_000])('refuses %d pieces and says where', (quantity) => {
    expect(paths({ customer: 'c-1', productId: 'MUG', quantity })).toEqual(['quantity']);
  });

  it('says everything that is wrong at once', () => {
    expect(paths({ customer: '../x', productId: 'mug' })).toEqual(['customer', 'productId', 'quantity']);
  });
});
