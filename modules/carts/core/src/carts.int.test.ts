import { fake, startScenario, type Scenario } from '@carveout/testing/scenario';
import { testDatabase } from '@carveout/testing/vitest';
import { carts } from '@shop/carts';
import { catalog } from '@shop/catalog';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import assembled from './index.ts';

const neighbour = fake(catalog, {
  byId: ({ id }, { fail }) =>
    id === 'NOSUCH'
      ? fail('UNKNOWN_PRODUCT', { productId: id })
      : { id, name: id, description: '', picture: '', price: { currency: 'USD', units: 1, nanos: 0 }, categories: [] },
});

describe('carts', () => {
  const database = testDatabase();
  let scenario: Scenario<typeof carts>;
  beforeAll(async () => {
    const often = { ...assembled, schedules: assembled.schedules.map((one) => ({ ...one, due: { every: 1_000 } })) };
    scenario = await startScenario(carts, often, {
      databaseUrl: database.url,
      fakes: [neighbour],
      config: { keepDays: 30 },
    });
  });
  afterAll(() => scenario.stop());

  const itemsOf = async (customer: string) => (await scenario.calls.get({ customer })).items;

  it('are empty until something is added, and add up', async () => {
    expect(await itemsOf('anna')).toEqual([]);
    await scenario.calls.add({ customer: 'anna', productId: 'MUG', quantity: 2 });
    await scenario.calls.add({ customer: 'anna', productId: 'JAR', quantity: 1 });
    await expect(scenario.calls.add({ customer: 'anna', productId: 'MUG', quantity: 3 })).resolves.toEqual({
      customer: 'anna',
      items: [
        { productId: 'MUG', quantity: 5 },
        { productId: 'JAR', quantity: 1 },
      ],
    });
    expect(await itemsOf('anna')).toHaveLength(2);
    expect(await itemsOf('bert')).toEqual([]);
  });

  it('lose nothing when a customer is quick, not even in a cart that did not exist', async () => {
    const added = Array.from({ length: 20 }, (_, at) =>
      scenario.calls.add({ customer: 'quick', productId: `P${at % 4}`, quantity: 1 }),
    );
    await Promise.all(added);
    const items = await itemsOf('quick');
    expect(items.map(({ productId }) => productId).sort()).toEqual(['P0', 'P1', 'P2', 'P3']);
    expect(items.every(({ quantity }) => quantity === 5)).toBe(true);
  });

  it('add once, however often a request is repeated under its key', async () => {
    const add = () => scenario.callsWith({ key: 'same' }).add({ customer: 'carl', productId: 'MUG', quantity: 1 });
    const answers = [await add(), ...(await Promise.all([add(), add()]))];
    expect(answers.map(({ items }) => items)).toEqual(answers.map(() => [{ productId: 'MUG', quantity: 1 }]));
    expect(await itemsOf('carl')).toEqual([{ productId: 'MUG', quantity: 1 }]);
  });

  it('have limits, and stay as they are when these are reached', async () => {
    await scenario.calls.add({ customer: 'dora', productId: 'MUG', quantity: 999 });
    await expect(scenario.calls.add({ customer: 'dora', productId: 'MUG', quantity: 1 })).rejects.toMatchObject({
      code: 'TOO_MANY',
      data: { of: 'quantity', limit: 999 },
    });
    expect(await itemsOf('dora')).toEqual([{ productId: 'MUG', quantity: 999 }]);
  });

  it('do not take what the shop does not have', async () => {
    await expect(scenario.calls.add({ customer: 'emil', productId: 'NOSUCH', quantity: 1 })).rejects.toMatchObject({
      code: 'UNKNOWN_PRODUCT',
      data: { productId: 'NOSUCH' },
    });
    expect(await itemsOf('emil')).toEqual([]);
  });

  it('can be emptied, also when they are', async () => {
    await scenario.calls.add({ customer: 'fred', productId: 'MUG', quantity: 1 });
    await expect(scenario.calls.empty({ customer: 'fred' })).resolves.toEqual({ customer: 'fred', items: [] });
    await expect(scenario.calls.empty({ customer: 'fred' })).resolves.toEqual({ customer: 'fred', items: [] });
    expect(await itemsOf('fred')).toEqual([]);
  });

  it('give what is ordered to one order, once, and keep the rest', async () => {
    const customer = 'gina';
    await scenario.calls.add({ customer, productId: 'MUG', quantity: 5 });
    await scenario.calls.add({ customer, productId: 'JAR', quantity: 1 });
    const ordered = [{ productId: 'MUG', quantity: 3 }];
    const take = (orderId: string) => scenario.calls.take({ customer, orderId, items: ordered });
    const outcomes = await Promise.allSettled([take('o-1'), take('o-2'), take('o-1')]);
    const left = [
      { productId: 'MUG', quantity: 2 },
      { productId: 'JAR', quantity: 1 },
    ];
    expect(await itemsOf(customer)).toEqual(left);
    const [winner, loser] = outcomes[0]!.status === 'fulfilled' ? ['o-1', 'o-2'] : ['o-2', 'o-1'];
    await expect(take(loser)).rejects.toMatchObject({ code: 'CART_CHANGED' });
    await expect(take(winner)).resolves.toEqual({ customer, items: left });
  });

  it('get back what an order took that came to nothing, once, and give it to that order no more', async () => {
    const customer = 'hans';
    await scenario.calls.add({ customer, productId: 'MUG', quantity: 2 });
    const items = [{ productId: 'MUG', quantity: 2 }];
    const putBack = (orderId: string) => scenario.calls.putBack({ customer, orderId });
    await scenario.calls.take({ customer, orderId: 'o-3', items });
    expect(await itemsOf(customer)).toEqual([]);
    await scenario.calls.add({ customer, productId: 'MUG', quantity: 1 });
    const all = { customer, items: [{ productId: 'MUG', quantity: 3 }] };
    expect([await putBack('o-3'), await putBack('o-3'), await putBack('o-4')]).toEqual([all, all, all]);
    for (const orderId of ['o-3', 'o-4'])
      await expect(scenario.calls.take({ customer, orderId, items })).rejects.toMatchObject({ code: 'CART_CHANGED' });
    expect(await itemsOf(customer)).toEqual(all.items);
  });

  it('are forgotten when nobody has touched them for long', async () => {
    await scenario.calls.add({ customer: 'old', productId: 'MUG', quantity: 1 });
    await scenario.calls.add({ customer: 'recent', productId: 'MUG', quantity: 1 });
    const client = new pg.Client(database.url);
    await client.connect();
    try {
      await client.query(`update carts.cart set touched_at = now() - interval '29 days' where customer = 'recent'`);
      await client.query(`update carts.cart set touched_at = now() - interval '31 days' where customer = 'old'`);
    } finally {
      await client.end();
    }
    await vi.waitFor(async () => expect(await itemsOf('old')).toEqual([]), { timeout: 20_000, interval: 100 });
    expect(await itemsOf('recent')).toHaveLength(1);
  });
});
