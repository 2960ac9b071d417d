import { describe, expect, it } from 'vitest';
import { canMove, moved, ORDER_STATUSES, shownAs } from './order-status.ts';

describe('order status', () => {
  it('moves along these ways and no others', () => {
    const ways = ORDER_STATUSES.flatMap((from) =>
      ORDER_STATUSES.filter((to) => canMove(from, to)).map((to) => `${from} → ${to}`),
    );
    expect(ways).toEqual([
      'pending → placed',
      'pending → failed',
      'placed → cancelling',
      'cancelling → placed',
      'cancelling → cancelled',
    ]);
  });

  it('says which move it refuses', () => {
    expect(moved('pending', 'placed')).toBe('placed');
    expect(() => moved('failed', 'placed')).toThrow('an order that is failed cannot become placed');
  });

  it('shows customers what they were told', () => {
    expect(ORDER_STATUSES.map(shownAs)).toEqual([undefined, 'placed', undefined, 'placed', 'cancelled']);
  });
});
