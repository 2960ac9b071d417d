import { describe, expect, it } from 'vitest';
import { inventory } from './index.ts';

const paths = (operation: 'transfer' | 'restock' | 'reserve', input: unknown) =>
  inventory.operations[operation].input.safeParse(input).error?.issues.map(({ path }) => path.join('.'));

describe('inventory', () => {
  const transfer = { productId: 'MUG', from: 'east', to: 'west', quantity: 1 };

  it('moves goods between two different warehouses only', () => {
    expect(paths('transfer', transfer)).toBeUndefined();
    expect(paths('transfer', { ...transfer, to: 'east' })).toEqual(['to']);
    expect(paths('transfer', { ...transfer, to: 'north' })).toEqual(['to']);
  });

  it.each([0, -1, 1_000_000_000])('refuses to move, bring in or reserve %d pieces, and says where', (quantity) => {
    expect(paths('transfer', { ...transfer, quantity })).toEqual(['quantity']);
    expect(paths('restock', { productId: 'MUG', warehouse: 'east', quantity })).toEqual(['quantity']);
    expect(paths('reserve', { reservationId: 'r', items: [{ productId: 'MUG', quantity }] })).toEqual([
      'items.0.quantity',
    ]);
  });
});
