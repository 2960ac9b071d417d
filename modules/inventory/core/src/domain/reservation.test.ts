import { describe, expect, it } from 'vitest';
import { decideCommit, expiryFrom, isOverdue, isRepeat, type ReservationState } from './reservation.ts';

const now = new Date('2026-01-02T03:00:00Z');
const later = new Date('2026-01-02T03:15:00Z');
const held: ReservationState = {
  status: 'held',
  expiresAt: expiryFrom(now, 15),
  takings: [
    { productId: 'MUG', warehouse: 'east', quantity: 1 },
    { productId: 'MUG', warehouse: 'west', quantity: 2 },
    { productId: 'JAR', warehouse: 'east', quantity: 1 },
  ],
};
const items = [
  { productId: 'JAR', quantity: 1 },
  { productId: 'MUG', quantity: 3 },
];

describe('a reservation', () => {
  it('is overdue from the very moment on which it expires', () => {
    expect(held.expiresAt).toEqual(later);
    expect(isOverdue(held, new Date(later.getTime() - 1))).toBe(false);
    expect(isOverdue(held, later)).toBe(true);
    expect(isOverdue({ ...held, status: 'committed' }, later)).toBe(false);
  });

  it('knows a repeat by its items, however ordered and wherever taken from', () => {
    expect(isRepeat(held, items, now)).toBe(true);
    expect(isRepeat(held, [...items].reverse(), now)).toBe(true);
    expect(isRepeat(held, [{ productId: 'MUG', quantity: 3 }], now)).toBe(false);
    expect(isRepeat(held, [items[0]!, { productId: 'MUG', quantity: 2 }], now)).toBe(false);
    expect(isRepeat(held, [...items, { productId: 'HAT', quantity: 1 }], now)).toBe(false);
  });

  it('is not repeated once it is over', () => {
    expect(isRepeat(held, items, later)).toBe(false);
    for (const status of ['released', 'expired', 'committed'] as const)
      expect(isRepeat({ ...held, status }, items, now)).toBe(false);
  });

  it.each([
    ['held', now, 'ship'],
    ['held', later, 'expired'],
    ['expired', now, 'expired'],
    ['released', now, 'released'],
    ['committed', now, 'done'],
    ['committed', later, 'done'],
  ] as const)('that is %s at %s: commit is %s', (status, at, decision) => {
    expect(decideCommit({ ...held, status }, at)).toBe(decision);
  });
});
