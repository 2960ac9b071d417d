import { DOOR } from '@carveout/contract';
import type { AnyOperation } from '@carveout/contract';
import { orders } from '@shop/orders';
import type { Order } from '@shop/orders';
import { expect, it } from 'vitest';
import { neighbourhood } from '../testing/neighbourhood.ts';
import { CHECKOUT, ordersHosts } from '../testing/orders-scenario.ts';
import type { OrdersScenario } from '../testing/orders-scenario.ts';

const hosts = ordersHosts();

function fromOutside(host: OrdersScenario, id: string, operation: AnyOperation, input: unknown, roles: string[] = []) {
  const request = { principal: { id, roles }, key: undefined, correlation: DOOR, deadline: Date.now() + 10_000 };
  return host.deployment.call(operation, input, request);
}

it('gives the latest orders first, of one customer, and so many', async () => {
  const around = neighbourhood();
  const { calls } = await hosts.start(around);
  const placed: Order[] = [];
  for (const customer of ['anna', 'berta', 'anna', 'anna']) {
    around.carts.set(customer, [{ productId: 'OLJCESPC7Z', quantity: 1 }]);
    placed.push(await calls.place({ ...CHECKOUT, customer }));
  }
  const [first, , second, third] = placed;
  expect(await calls.mine({ customer: 'anna' })).toEqual({ orders: [third, second, first] });
  expect(await calls.mine({ customer: 'anna', limit: 2 })).toEqual({ orders: [third, second] });
  expect(await calls.mine({ customer: 'nobody' })).toEqual({ orders: [] });
});

it('shows an order to its customer and to operators alone', async () => {
  const around = neighbourhood();
  const host = await hosts.start(around);
  const order = await host.calls.place(CHECKOUT);
  const { byId, mine, cancel, place } = orders.operations;
  expect(await fromOutside(host, 'anna', byId, { id: order.id })).toEqual(order);
  expect(await fromOutside(host, 'otto', byId, { id: order.id }, ['operator'])).toEqual(order);
  const forbidden = [
    [byId, { id: order.id }],
    [mine, { customer: 'anna' }],
    [cancel, { id: order.id, customer: 'anna' }],
    [place, CHECKOUT],
  ] as const;
  for (const [operation, input] of forbidden)
    await expect(fromOutside(host, 'berta', operation, input)).rejects.toMatchObject({ name: 'Denied' });
});
