import type { Order } from '@shop/orders';
import { expect, it, vi } from 'vitest';
import { neighbourhood } from '../testing/neighbourhood.ts';
import type { Neighbourhood } from '../testing/neighbourhood.ts';
import { CHECKOUT, ordersHosts } from '../testing/orders-scenario.ts';
import type { OrdersScenario } from '../testing/orders-scenario.ts';

const hosts = ordersHosts();

async function placed(): Promise<{ around: Neighbourhood; host: OrdersScenario; order: Order }> {
  const around = neighbourhood();
  const host = await hosts.start(around);
  return { around, host, order: await host.calls.place(CHECKOUT) };
}

it('gives money and goods back, stops the parcel, and tells of it once', async () => {
  const { around, host, order } = await placed();
  const cancelled = await host.calls.cancel({ id: order.id, customer: 'anna' });
  expect(cancelled).toEqual({ ...order, status: 'cancelled' });
  expect(around.ledger).toEqual({
    goods: new Map([[order.id, 'released']]),
    money: new Map([[order.id, 'refunded']]),
    parcels: new Map([[order.id, 'stopped']]),
  });
  const [event] = (await host.untilPublished('cancelled', 1)) as { order: Order; cancelledAt: string }[];
  expect(event).toEqual({ order: cancelled, cancelledAt: event!.cancelledAt });
  expect(await host.calls.byId({ id: order.id })).toEqual(cancelled);
  expect(await host.calls.mine({ customer: 'anna' })).toEqual({ orders: [cancelled] });
});

it('answers a repeat under its key the same, and refuses a new request', async () => {
  const { around, host, order } = await placed();
  const again = () => host.callsWith({ key: 'cancel-1' }).cancel({ id: order.id, customer: 'anna' });
  expect(await again()).toEqual(await again());
  expect(around.count('payments.refund')).toBe(1);
  await expect(host.calls.cancel({ id: order.id, customer: 'anna' })).rejects.toMatchObject({
    code: 'ALREADY_CANCELLED',
  });
});

it('leaves an order alone whose parcel has left', async () => {
  const { around, host, order } = await placed();
  around.ledger.parcels.set(order.id, 'left');
  await expect(host.calls.cancel({ id: order.id, customer: 'anna' })).rejects.toMatchObject({
    code: 'ALREADY_SHIPPED',
    data: { at: '2026-11-23T12:00:00.000Z' },
  });
  expect(around.ledger.money.get(order.id)).toBe('captured');
  expect(await host.calls.byId({ id: order.id })).toEqual(order);
  expect(await hosts.query(`select status, cancellation from orders.orders where id = '${order.id}'`)).toEqual([
    { status: 'placed', cancellation: null },
  ]);
});

it('knows no order of somebody else, none that failed, and none that never was', async () => {
  const { around, host, order } = await placed();
  await hosts.query(`insert into orders.orders
    select 'failed-one', customer, email, address, 'failed', currency, items, shipping_cost, total, null, null, null,
      created_at, null, null, null
    from orders.orders where id = '${order.id}'`);
  for (const [id, customer] of [
    [order.id, 'berta'],
    ['failed-one', 'anna'],
    ['no-such-order', 'anna'],
  ] as const)
    await expect(host.calls.cancel({ id, customer })).rejects.toMatchObject({ code: 'UNKNOWN_ORDER' });
  expect(around.count('shipping.cancel')).toBe(0);
});

it('goes forward once the parcel is stopped, however long a neighbour is away', async () => {
  const { around, host, order } = await placed();
  let faults = 3;
  around.before['payments.refund'] = () => {
    if (faults-- > 0) throw new Error('out of order');
  };
  await expect(host.calls.cancel({ id: order.id, customer: 'anna' })).resolves.toMatchObject({ status: 'cancelled' });
  expect(around.ledger.money.get(order.id)).toBe('refunded');
  expect(await host.untilPublished('cancelled', 1)).toHaveLength(1);
});

it('is not disturbed by a second cancellation, nor by a stranger’s', { timeout: 90_000 }, async () => {
  const { around, host, order } = await placed();
  const [reached, released] = [Promise.withResolvers(), Promise.withResolvers()];
  around.before['shipping.cancel'] = () => {
    reached.resolve(undefined);
    return released.promise;
  };
  const deadline = Date.now() + 60_000;
  const cancelUnder = (key: string) =>
    host.callsWith({ key, deadline }).cancel({ id: order.id, customer: 'anna' }, { timeout: 60_000 });
  const first = cancelUnder('cancel-2');
  first.catch(() => undefined);
  await reached.promise;
  await expect(host.calls.cancel({ id: order.id, customer: 'berta' })).rejects.toMatchObject({ code: 'UNKNOWN_ORDER' });
  const second = cancelUnder('cancel-3');
  second.catch(() => undefined);
  // A step that waits for long is tried again, under its own key.
  await expect.poll(() => around.keys('shipping.cancel').size).toBe(2);
  expect(await host.calls.byId({ id: order.id })).toEqual(order);
  released.resolve(undefined);
  expect(await first).toEqual({ ...order, status: 'cancelled' });
  expect(await second).toEqual(await first);
  await host.untilPublished('cancelled', 1);
  await expect.poll(() => hosts.query('select id from orders.carveout_outbox')).toEqual([]);
  expect(host.published('cancelled')).toHaveLength(1);
});

it('is finished by another host when the first one dies on the way', async () => {
  const { around, host, order } = await placed();
  const reached = Promise.withResolvers();
  around.before['payments.refund'] = () => {
    reached.resolve(undefined);
    return Promise.withResolvers().promise;
  };
  void host.calls.cancel({ id: order.id, customer: 'anna' }).catch(() => undefined);
  await reached.promise;
  await hosts.crash(host);
  delete around.before['payments.refund'];
  const other = await hosts.start(around);
  const isCancelled = expect.objectContaining({ order: { ...order, status: 'cancelled' } });
  await vi.waitFor(() => expect(other.published('cancelled')).toContainEqual(isCancelled), { timeout: 60_000 });
  expect(around.ledger.money.get(order.id)).toBe('refunded');
  expect(await other.calls.byId({ id: order.id })).toEqual({ ...order, status: 'cancelled' });
});
