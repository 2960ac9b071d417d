import { describe, expect, it } from 'vitest';
import { hold, move, receive, shipOut, takeBack, unhold, type Level } from './level.ts';

const level = (counts: Partial<Level> = {}): Level => ({
  productId: 'MUG',
  warehouse: 'east',
  onHand: 10,
  reserved: 0,
  shipped: 0,
  restocked: 0,
  moved: 0,
  ...counts,
});

describe('a stock level', () => {
  it('goes from the shelf to the customer', () => {
    const stock = level();
    hold(stock, 4);
    shipOut(stock, 3);
    expect(stock).toEqual(level({ onHand: 6, reserved: 1, shipped: 3 }));
  });

  it('comes back from either', () => {
    const stock = level({ reserved: 2, shipped: 3 });
    unhold(stock, 2);
    takeBack(stock, 3);
    expect(stock).toEqual(level({ onHand: 15 }));
  });

  it('counts what came in and what was moved', () => {
    const east = level();
    const west = level({ warehouse: 'west', onHand: 0 });
    receive(east, 5);
    move(east, west, 12);
    expect(east).toEqual(level({ onHand: 3, restocked: 5, moved: -12 }));
    expect(west).toEqual(level({ warehouse: 'west', onHand: 12, moved: 12 }));
  });

  it.each([
    ['hold', hold],
    ['unhold', unhold],
    ['ship out', shipOut],
    ['take back', takeBack],
  ])('does not %s more than there is, and changes nothing then', (_name, rule) => {
    const stock = level();
    expect(() => rule(stock, 11)).toThrow(RangeError);
    expect(stock).toEqual(level());
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 53])('refuses %d pieces', (quantity) => {
    expect(() => hold(level(), quantity)).toThrow('no number of pieces');
    expect(() => receive(level(), quantity)).toThrow('no number of pieces');
  });

  it('does not move more than is free, nor to itself, nor to another product', () => {
    const west = level({ warehouse: 'west' });
    expect(() => move(level({ reserved: 5 }), west, 11)).toThrow(RangeError);
    expect(() => move(level(), level(), 1)).toThrow('cannot move');
    expect(() => move(level(), { ...west, productId: 'JAR' }, 1)).toThrow('cannot move');
  });
});
