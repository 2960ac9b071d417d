import { describe, expect, it } from 'vitest';
import { orderFaults } from './order-invariants.ts';
import type { OrderRow, ParcelRow, PaymentRow, ReservationRow, ShopData, StockRow } from './read-shop.ts';
import { stockFaults } from './stock-invariants.ts';

const total = { currency: 'EUR', units: 12, nanos: 0 };
const items = [{ productId: 'A', quantity: 2 }];
const order: OrderRow = { id: 'o1', status: 'placed', payment_id: 'p1', tracking_id: 't1', items, total };
const payment: PaymentRow = { order_id: 'o1', status: 'captured', payment_id: 'p1', amount: { ...total } };
const parcel: ParcelRow = { order_id: 'o1', status: 'booked', tracking_id: 't1' };
const takings = [{ productId: 'A', warehouse: 'east', quantity: 2 }];
const reservation: ReservationRow = { id: 'o1', status: 'committed', takings };
const level: StockRow = {
  product_id: 'A',
  warehouse: 'east',
  initial: 10,
  on_hand: 8,
  reserved: 0,
  shipped: 2,
  restocked: 0,
  moved: 0,
};

const whole: ShopData = {
  orders: [order],
  payments: [payment],
  parcels: [parcel],
  reservations: [reservation],
  stock: [level],
  backlogs: [],
};

describe('order invariants', () => {
  it('find nothing wrong with an order that was paid for and shipped', () => {
    expect(orderFaults(whole, ['o1'])).toEqual([]);
  });

  it('find nothing wrong with an order that failed and left nothing', () => {
    const failed: ShopData = {
      ...whole,
      orders: [{ ...order, status: 'failed' }],
      payments: [{ ...payment, status: 'refunded' }],
      parcels: [{ ...parcel, status: 'cancelled' }],
      reservations: [{ ...reservation, status: 'released' }],
    };
    expect(orderFaults(failed, [])).toEqual([]);
    expect(orderFaults({ ...failed, payments: [], parcels: [], reservations: [] }, [])).toEqual([]);
  });

  it.each<[string, Partial<ShopData>, RegExp]>([
    ['an acknowledged order that is not there', { orders: [] }, /acknowledged, but is nowhere/],
    ['an acknowledged order that failed', { orders: [{ ...order, status: 'failed' }] }, /acknowledged, but is failed/],
    ['a pending order', { orders: [{ ...order, status: 'pending' }] }, /still pending/],
    ['a missing payment', { payments: [] }, /payment is missing/],
    ['a refunded payment', { payments: [{ ...payment, status: 'refunded' }] }, /payment is refunded/],
    ['another payment', { payments: [{ ...payment, payment_id: 'p2' }] }, /another payment/],
    ['another amount', { payments: [{ ...payment, amount: { ...total, units: 13 } }] }, /another amount/],
    ['a missing parcel', { parcels: [] }, /parcel is missing/],
    ['a stopped parcel', { parcels: [{ ...parcel, status: 'cancelled' }] }, /parcel is cancelled/],
    ['another parcel', { parcels: [{ ...parcel, tracking_id: 't2' }] }, /another tracking id/],
    ['goods that were not taken', { reservations: [] }, /reservation is missing/],
    [
      'more goods taken than ordered',
      { reservations: [{ ...reservation, takings: [...takings, { productId: 'A', warehouse: 'west', quantity: 2 }] }] },
      /is of 2 of A, but its reservation took 4 of A/,
    ],
    [
      'other goods ordered than taken',
      { orders: [{ ...order, items: [{ productId: 'B', quantity: 2 }] }] },
      /is of 2 of B, but its reservation took 2 of A/,
    ],
  ])('find %s', (_what, change, fault) => {
    expect(orderFaults({ ...whole, ...change }, ['o1']).join('\n')).toMatch(fault);
  });

  it.each<[string, Partial<ShopData>, RegExp]>([
    ['money kept for nothing', { payments: [payment] }, /nowhere, but money was kept/],
    ['a parcel for nobody', { parcels: [parcel] }, /nowhere, but its parcel is booked/],
    ['goods held for nobody', { reservations: [{ ...reservation, status: 'held' }] }, /reservation is held/],
  ])('find %s', (_what, left, fault) => {
    const nothing: ShopData = { ...whole, orders: [], payments: [], parcels: [], reservations: [] };
    expect(orderFaults({ ...nothing, ...left }, [])).toEqual([expect.stringMatching(fault)]);
  });

  it('find nothing wrong with goods from two warehouses', () => {
    const parts = [
      { productId: 'B', warehouse: 'west', quantity: 1 },
      { productId: 'A', warehouse: 'east', quantity: 1 },
      { productId: 'A', warehouse: 'west', quantity: 1 },
    ];
    const orders = [{ ...order, items: [...items, { productId: 'B', quantity: 1 }] }];
    expect(orderFaults({ ...whole, orders, reservations: [{ ...reservation, takings: parts }] }, [])).toEqual([]);
  });

  it('find other goods that came back than a cancelled order is of', () => {
    const cancelled: ShopData = {
      ...whole,
      orders: [{ ...order, status: 'cancelled' }],
      payments: [{ ...payment, status: 'refunded' }],
      parcels: [{ ...parcel, status: 'cancelled' }],
      reservations: [{ ...reservation, status: 'released' }],
    };
    expect(orderFaults(cancelled, [])).toEqual([]);
    const reservations = [{ ...reservation, status: 'released', takings: [] } as const];
    expect(orderFaults({ ...cancelled, reservations }, [])).toEqual([
      'order o1: is of 2 of A, but its reservation took nothing',
    ]);
  });

  it('find one order that answers two checkouts', () => {
    expect(orderFaults(whole, ['o1', 'o1'])).toEqual(['order o1 was acknowledged to two checkouts']);
  });
});

describe('stock invariants', () => {
  it('find nothing wrong where every piece is accounted for', () => {
    expect(stockFaults(whole)).toEqual([]);
  });

  it.each<[string, StockRow, RegExp]>([
    ['a negative level', { ...level, on_hand: -1 }, /on_hand is -1/],
    ['a piece that was lost', { ...level, on_hand: 7 }, /9 on hand.*10 must be/],
    ['a reservation that nobody holds', { ...level, on_hand: 7, reserved: 1 }, /1 reserved, but 0 are held/],
    ['goods that left without a reservation', { ...level, on_hand: 7, shipped: 3 }, /3 shipped, but 2 are committed/],
    ['goods moved from nowhere', { ...level, on_hand: 9, moved: 1 }, /1 more moved/],
  ])('find %s', (_what, row, fault) => {
    expect(stockFaults({ ...whole, stock: [row] }).join('\n')).toMatch(fault);
  });
});
