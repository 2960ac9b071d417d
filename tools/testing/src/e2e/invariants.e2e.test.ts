import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkInvariants } from '../load/index.ts';
import { testDatabase, testVhost } from '../vitest/index.ts';
import { ApiCustomer } from './api-customer.ts';
import { standardTopology, StartedShops } from './started-shops.ts';

const shops = new StartedShops(testDatabase(), testVhost());

describe('the check of the invariants', { timeout: 60_000 }, () => {
  let database: pg.Client;
  let order: string;
  let environment: { DATABASE_URL: string };

  beforeAll(async () => {
    const { up, databaseUrl } = await shops.start({ text: standardTopology });
    const customer = new ApiCustomer(up.url);
    const card = await customer.token();
    expect((await customer.fill()).status).toBe(200);
    order = (JSON.parse((await customer.order(card)).text) as { id: string }).id;
    environment = { DATABASE_URL: databaseUrl };
    expect((await checkInvariants({ environment, acknowledged: [order] })).faults).toEqual([]);
    // What is planted below must not be put in order by a shop that runs.
    await up.stop();
    database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
  });
  afterAll(async () => {
    await database?.end();
    await shops.stopAll();
  });

  const check = async (acknowledged: readonly string[] = [order]): Promise<readonly string[]> =>
    (await checkInvariants({ environment, acknowledged, settleWithinMs: 0 })).faults;

  it('finds nothing wrong in a shop that is sound, even at rest', async () => {
    expect(await check()).toEqual([]);
    expect(await check([order, order])).toEqual([expect.stringMatching(/two checkouts/)]);
    expect(await check(['no-such-order'])).toEqual([expect.stringMatching(/acknowledged, but is nowhere/)]);
  });

  it.each([
    ['a payment that is gone', 'payments.payments', 'delete from payments.payments', /payment is missing/],
    [
      'a payment that went back',
      'payments.payments',
      `update payments.payments set status = 'refunded', refunded_at = now()`,
      /is refunded/,
    ],
    ['a parcel that is gone', 'shipping.parcel', 'delete from shipping.parcel', /parcel is missing/],
    ['an order that is gone', 'orders.orders', 'delete from orders.orders', /nowhere, but money was kept/],
    [
      'an order that failed',
      'orders.orders',
      `update orders.orders set status = 'failed'`,
      /acknowledged, but is failed/,
    ],
    [
      'goods that left unseen',
      'inventory.stock',
      `update inventory.stock set on_hand = on_hand - 1, shipped = shipped + 1 where product_id = 'OLJCESPC7Z'`,
      /\d+ shipped, but \d+ are committed/,
    ],
    [
      'other goods ordered than taken',
      'orders.orders',
      `update orders.orders set items = jsonb_set(items, '{0,quantity}', '99')`,
      /is of 99 of \w+, but its reservation took \d+ of/,
    ],
    ['goods that nobody took', 'inventory.reservation', 'delete from inventory.reservation', /reservation is missing/],
    [
      'a saga that has not ended',
      'orders.carveout_sagas',
      `update orders.carveout_sagas set status = 'running', ended_at = null`,
      /1 sagas have not ended/,
    ],
    [
      'a dead letter',
      'carts.carveout_dead_letters',
      `insert into carts.carveout_dead_letters (message, listener, state, reason, origin, attempts, encoding, content, first_at)
        values ('m', 'on-order-placed', 'set-aside', 'planted', '{}', 5, 'event', '{}', now())`,
      /1 dead letters/,
    ],
  ])('finds %s', async (_what, table, plant, fault) => {
    await database.query(`create temporary table kept as table ${table}`);
    try {
      await database.query(plant);
      expect((await check()).join('\n')).toMatch(fault);
    } finally {
      await database.query(`delete from ${table}`);
      await database.query(`insert into ${table} select * from kept`);
      await database.query('drop table kept');
    }
    expect(await check()).toEqual([]);
  });

  it.each(['on_hand = on_hand + 1', 'reserved = -1', 'on_hand = on_hand - 1, shipped = shipped - 1'])(
    'is not needed where the database refuses: stock set to %s',
    (change) => expect(database.query(`update inventory.stock set ${change}`)).rejects.toThrow(/check constraint/),
  );
});
