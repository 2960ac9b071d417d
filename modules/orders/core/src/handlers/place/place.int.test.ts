import { Invalid } from '@carveout/runtime';
import { describe, expect, it, vi } from 'vitest';
import { BAD_CARD, neighbourhood, SOLD_OUT, UNHEARD_OF } from '../../testing/neighbourhood.ts';
import { CHECKOUT, GOOD_CARD, ordersHosts } from '../../testing/orders-scenario.ts';

const hosts = ordersHosts();

describe('an order that can be placed', () => {
  it('is paid, booked, acknowledged and told of, once each', async () => {
    const around = neighbourhood();
    const { calls, untilPublished } = await hosts.start(around);
    const order = await calls.place(CHECKOUT);
    expect(order).toMatchObject({
      customer: 'anna',
      status: 'placed',
      items: [{ productId: 'OLJCESPC7Z', quantity: 2, price: { currency: 'EUR', units: 9, nanos: 995_000_000 } }],
      shippingCost: { currency: 'EUR', units: 4, nanos: 495_000_000 },
      total: { currency: 'EUR', units: 24, nanos: 485_000_000 },
      payment: { paymentId: `pay_${order.id}`, lastFour: '0454' },
    });
    expect(around.ledger).toEqual({
      goods: new Map([[order.id, 'committed']]),
      money: new Map([[order.id, 'captured']]),
      parcels: new Map([[order.id, 'booked']]),
    });
    expect(await untilPublished('placed', 1)).toEqual([order]);
    expect(await calls.byId({ id: order.id })).toEqual(order);
  });

  it('is one order, however often the checkout is repeated under its key', async () => {
    const around = neighbourhood();
    const host = await hosts.start(around);
    const again = () => host.callsWith({ key: 'checkout-1' }).place(CHECKOUT);
    const answers = [...(await Promise.all([again(), again(), again()])), await again()];
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect([...around.ledger.money.values()]).toEqual(['captured']);
    expect(around.count('payments.charge')).toBe(1);
    expect(around.carts.get('anna')).toEqual([]);
    await expect(host.callsWith({ key: 'checkout-1' }).place({ ...CHECKOUT, currency: 'USD' })).rejects.toThrow(
      Invalid,
    );
  });

  it('is placed although a neighbour broke for a moment, and the card is charged once', async () => {
    const around = neighbourhood();
    let faults = 2;
    around.before['shipping.ship'] = () => {
      if (faults-- > 0) throw new Error('out of labels');
    };
    const { calls } = await hosts.start(around);
    const order = await calls.place(CHECKOUT);
    expect(around.count('shipping.ship')).toBe(3);
    expect(around.count('payments.charge')).toBe(1);
    expect(around.ledger.money.get(order.id)).toBe('captured');
  });

  it('is finished by another host when the first one dies on the way', async () => {
    const around = neighbourhood();
    const first = await hosts.start(around);
    const reached = Promise.withResolvers();
    around.before['shipping.ship'] = () => {
      reached.resolve(undefined);
      return Promise.withResolvers().promise;
    };
    const asked = first.callsWith({ key: 'checkout-2' }).place(CHECKOUT);
    void asked.catch(() => undefined);
    await reached.promise;
    await hosts.crash(first);

    delete around.before['shipping.ship'];
    const second = await hosts.start(around);
    const again = () => second.callsWith({ key: 'checkout-2' }).place(CHECKOUT);
    // Until the first one's lease is over, a repeat may end before the order does.
    const order = await vi.waitFor(again, { timeout: 60_000 });
    // What the test before has left to be told may come first.
    await vi.waitFor(() => expect(second.published('placed')).toContainEqual(order), { timeout: 20_000 });
    expect(around.count('payments.charge')).toBe(1);
    expect([...around.ledger.parcels]).toContainEqual([order.id, 'booked']);
    expect(await second.calls.mine({ customer: 'anna', limit: 1 })).toEqual({ orders: [order] });
  });
});

describe('an order that cannot be placed', () => {
  it.each([
    ['an empty cart', [], {}, 'CART_EMPTY', {}],
    ['an unknown product', [UNHEARD_OF], {}, 'UNKNOWN_PRODUCT', { productId: UNHEARD_OF }],
    ['an unknown currency', ['OLJCESPC7Z'], { currency: 'XXX' }, 'UNKNOWN_CURRENCY', { currency: 'XXX' }],
    ['no stock', ['OLJCESPC7Z', SOLD_OUT], {}, 'OUT_OF_STOCK', { productId: SOLD_OUT, available: 0 }],
  ])('for %s is refused before the card is charged', async (_why, products, change, code, data) => {
    const around = neighbourhood();
    around.carts.set(
      'anna',
      products.map((productId) => ({ productId, quantity: 1 })),
    );
    const { calls, published } = await hosts.start(around);
    await expect(calls.place({ ...CHECKOUT, ...change })).rejects.toMatchObject({ name: 'DeclaredError', code, data });
    expect(around.count('payments.charge')).toBe(0);
    expect([...around.ledger.goods.values()]).not.toContain('held');
    expect(published('placed')).toEqual([]);
  });

  it('for a declined card gives the goods back, and no one is told of an order', async () => {
    const around = neighbourhood();
    const { calls, published } = await hosts.start(around);
    await expect(calls.place({ ...CHECKOUT, card: BAD_CARD })).rejects.toMatchObject({
      code: 'CARD_DECLINED',
      data: { reason: 'insufficient funds' },
    });
    const [id] = around.ledger.goods.keys();
    expect(around.ledger).toEqual({
      goods: new Map([[id, 'released']]),
      money: new Map([[id, 'void']]),
      parcels: new Map(),
    });
    await expect(calls.byId({ id: id! })).rejects.toMatchObject({ code: 'UNKNOWN_ORDER' });
    expect(await hosts.query(`select status from orders.orders where id = '${id}'`)).toEqual([{ status: 'failed' }]);
    expect(published('placed')).toEqual([]);
  });

  it.each([{ units: 24, nanos: 480_000_000 }, { currency: 'USD' }])(
    'for another total than the customer was told (%j) is refused before the card is charged',
    async (change) => {
      const around = neighbourhood();
      const { callsWith, calls } = await hosts.start(around);
      const total = { currency: 'EUR', units: 24, nanos: 485_000_000 };
      const told = { ...CHECKOUT, expectedTotal: { ...total, ...change } };
      await expect(calls.place(told)).rejects.toMatchObject({ code: 'TOTAL_CHANGED', data: { total } });
      expect(around.count('payments.charge')).toBe(0);
      const right = () => callsWith({ key: 'checkout-4' }).place({ ...CHECKOUT, expectedTotal: total });
      expect([(await right()).total, (await right()).total]).toEqual([total, total]);
    },
  );

  it('from a cart that another order took is refused before the card is charged', async () => {
    const around = neighbourhood();
    around.before['carts.take'] = () => around.carts.set('anna', []);
    const { calls } = await hosts.start(around);
    await expect(calls.place(CHECKOUT)).rejects.toMatchObject({ code: 'CART_CHANGED' });
    expect(around.count('inventory.reserve') + around.count('payments.charge')).toBe(0);
  });

  it('for a declined card leaves the cart as it was', async () => {
    const around = neighbourhood();
    const cart = around.carts.get('anna');
    const { calls } = await hosts.start(around);
    await expect(calls.place({ ...CHECKOUT, card: BAD_CARD })).rejects.toMatchObject({ code: 'CARD_DECLINED' });
    expect(around.carts.get('anna')).toEqual(cart);
  });

  it('for a reservation that ran out gives the money back', async () => {
    const around = neighbourhood();
    around.before['inventory.commit'] = () => {
      for (const id of around.ledger.goods.keys()) around.ledger.goods.set(id, 'released');
    };
    const { calls } = await hosts.start(around);
    await expect(calls.place(CHECKOUT)).rejects.toMatchObject({ code: 'RESERVATION_EXPIRED' });
    expect([...around.ledger.money.values()]).toEqual(['refunded']);
    expect(around.ledger.parcels.size).toBe(0);
  });

  it(
    'for a neighbour that stays broken gives money and goods back, also when undoing breaks at first',
    { timeout: 90_000 },
    async () => {
      const around = neighbourhood();
      let faults = 2;
      around.before['shipping.ship'] = () => Promise.reject(new Error('out of labels'));
      around.before['payments.refund'] = () => {
        if (faults-- > 0) throw new Error('out of order');
      };
      const { callsWith, published } = await hosts.start(around);
      const outcome = () => callsWith({ key: 'checkout-3' }).place(CHECKOUT).then(String, String);
      await expect.poll(outcome, { timeout: 60_000 }).toContain('CARV-306');
      const [id] = around.ledger.goods.keys();
      expect(around.ledger).toEqual({
        goods: new Map([[id, 'released']]),
        money: new Map([[id, 'refunded']]),
        parcels: new Map([[id, 'stopped']]),
      });
      expect(around.count('payments.charge')).toBe(1);
      expect(published('placed')).toEqual([]);
    },
  );
});

it('keeps no card token once an order was placed or has failed', async () => {
  const around = neighbourhood();
  const { calls } = await hosts.start(around);
  const cart = around.carts.get('anna')!;
  await calls.place(CHECKOUT);
  around.carts.set('anna', cart);
  await expect(calls.place({ ...CHECKOUT, card: BAD_CARD })).rejects.toMatchObject({ code: 'CARD_DECLINED' });
  await expect(calls.place({ ...CHECKOUT, currency: 'XXX' })).rejects.toMatchObject({ code: 'UNKNOWN_CURRENCY' });
  const kept = JSON.stringify([
    await hosts.query('select * from orders.carveout_sagas where ended_at is not null'),
    await hosts.query('select * from orders.carveout_outbox'),
    await hosts.query('select * from orders.orders'),
  ]);
  expect(kept).toContain('anna@example.com');
  expect(kept).not.toContain(GOOD_CARD);
  expect(kept).not.toContain(BAD_CARD);
});
