import { startScenario, type Scenario } from '@carveout/testing/scenario';
import { testDatabase } from '@carveout/testing/vitest';
import { inventory } from '@shop/inventory';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import assembled from './index.ts';

const MUG = '6E92ZMYYFZ';
const JAR = '9SIQT8TOJO';
const HAT = 'L9ECAV7KIM';
const WATCH = '1YMWWN1N4O';

async function sql(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

describe('inventory', () => {
  const database = testDatabase();
  let scenario: Scenario<typeof inventory>;
  beforeAll(async () => {
    scenario = await startScenario(inventory, assembled, { databaseUrl: database.url });
  });
  afterAll(() => scenario.stop());
  afterEach(async () => {
    const { rows } = await sql(
      database.url,
      `select product_id, sum(on_hand + reserved + shipped - restocked - initial)::int as drift, sum(moved)::int as moved
       from inventory.stock group by product_id having sum(on_hand + reserved + shipped - restocked - initial) <> 0
         or sum(moved) <> 0`,
    );
    expect(rows).toEqual([]);
  });

  const reserve = (reservationId: string, lines: Readonly<Record<string, number>>) =>
    scenario.calls.reserve({
      reservationId,
      items: Object.entries(lines).map(([productId, quantity]) => ({ productId, quantity })),
    });
  const stock = async (productId: string) => {
    const { levels } = await scenario.calls.levels({ productIds: [productId] });
    return Object.fromEntries(
      levels.map(({ warehouse, onHand, reserved, shipped }) => [warehouse, [onHand, reserved, shipped]]),
    );
  };
  const leave = (productId: string, east: number, west: number) =>
    sql(
      database.url,
      `update inventory.stock set initial = n, on_hand = n, reserved = 0, shipped = 0, restocked = 0, moved = 0
       from (values ('east', ${east}), ('west', ${west})) as v (w, n) where warehouse = w and product_id = '${productId}'`,
    );

  it('begins with a million of each product', async () => {
    const { levels } = await scenario.calls.levels({});
    expect(levels).toHaveLength(18);
    expect(levels.every(({ onHand }) => onHand === 500_000)).toBe(true);
  });

  it('sets goods aside and sends them out', async () => {
    await leave(MUG, 10, 10);
    const { expiresAt } = await reserve('sent', { [MUG]: 12 });
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(14 * 60_000);
    expect(await stock(MUG)).toEqual({ east: [0, 10, 0], west: [8, 2, 0] });
    await scenario.calls.commit({ reservationId: 'sent' });
    await scenario.calls.commit({ reservationId: 'sent' });
    expect(await stock(MUG)).toEqual({ east: [0, 0, 10], west: [8, 0, 2] });
  });

  it('puts goods back, from the shelf or from the stopped parcel, once', async () => {
    await leave(MUG, 10, 10);
    await reserve('held', { [MUG]: 3 });
    await reserve('out', { [MUG]: 4 });
    await scenario.calls.commit({ reservationId: 'out' });
    for (const reservationId of ['held', 'out']) {
      await expect(scenario.calls.release({ reservationId })).resolves.toEqual({ released: true });
      await expect(scenario.calls.release({ reservationId })).resolves.toEqual({ released: false });
      await expect(scenario.calls.commit({ reservationId })).rejects.toMatchObject({
        code: 'RESERVATION_CONFLICT',
        data: { status: 'released' },
      });
    }
    expect(await stock(MUG)).toEqual({ east: [10, 0, 0], west: [10, 0, 0] });
  });

  it('reserves all or nothing, and says what is missing', async () => {
    await leave(MUG, 10, 0);
    await leave(JAR, 1, 1);
    await expect(reserve('short', { [MUG]: 1, [JAR]: 3 })).rejects.toMatchObject({
      code: 'OUT_OF_STOCK',
      data: { productId: JAR, available: 2 },
    });
    await expect(reserve('unknown', { [MUG]: 1, NOSUCH: 1 })).rejects.toMatchObject({
      code: 'UNKNOWN_PRODUCT',
      data: { productId: 'NOSUCH' },
    });
    expect(await stock(MUG)).toEqual({ east: [10, 0, 0], west: [0, 0, 0] });
    await expect(reserve('short', { [MUG]: 1 })).resolves.toHaveProperty('expiresAt');
  });

  it('knows a repeat from another reservation under the same id', async () => {
    await leave(MUG, 100, 0);
    const answers = await Promise.all(Array.from({ length: 4 }, () => reserve('twin', { [MUG]: 2 })));
    expect(new Set(answers.map(({ expiresAt }) => expiresAt)).size).toBe(1);
    await expect(reserve('twin', { [MUG]: 3 })).rejects.toMatchObject({
      code: 'RESERVATION_CONFLICT',
      data: { status: 'held' },
    });
    expect(await stock(MUG)).toMatchObject({ east: [98, 2, 0] });
  });

  it('refuses a reservation that comes after its release', async () => {
    await expect(scenario.calls.release({ reservationId: 'late' })).resolves.toEqual({ released: false });
    await expect(reserve('late', { [MUG]: 1 })).rejects.toMatchObject({
      code: 'RESERVATION_CONFLICT',
      data: { status: 'released' },
    });
    await expect(scenario.calls.commit({ reservationId: 'unheard-of' })).rejects.toMatchObject({
      code: 'UNKNOWN_RESERVATION',
    });
  });

  it('never sells what it has not, to however many at once', async () => {
    await leave(HAT, 6, 4);
    const tries = await Promise.allSettled(Array.from({ length: 30 }, (_, at) => reserve(`rush-${at}`, { [HAT]: 1 })));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    for (const one of tries)
      if (one.status === 'rejected')
        expect(one.reason).toMatchObject({ code: 'OUT_OF_STOCK', data: { productId: HAT, available: 0 } });
    expect(await stock(HAT)).toEqual({ east: [0, 6, 0], west: [0, 4, 0] });
  });

  it('does not lock itself out when many want the same things in different orders', async () => {
    await leave(MUG, 1_000, 0);
    await leave(WATCH, 1_000, 0);
    await Promise.all(
      Array.from({ length: 30 }, async (_, at) => {
        const reservationId = `cross-${at}`;
        const lines = [
          { productId: MUG, quantity: 1 },
          { productId: WATCH, quantity: 1 },
        ];
        await scenario.calls.reserve({ reservationId, items: at % 2 === 0 ? lines : lines.reverse() });
        await (at % 3 === 0 ? scenario.calls.release({ reservationId }) : scenario.calls.commit({ reservationId }));
      }),
    );
    expect(await stock(MUG)).toMatchObject({ east: [980, 0, 20] });
    expect(await stock(WATCH)).toMatchObject({ east: [980, 0, 20] });
  });

  it('takes goods in and moves what is free', async () => {
    await leave(JAR, 5, 0);
    await expect(scenario.calls.restock({ productId: JAR, warehouse: 'east', quantity: 3 })).resolves.toMatchObject({
      onHand: 8,
      restocked: 3,
    });
    await reserve('jars', { [JAR]: 2 });
    const transfer = (quantity: number) =>
      scenario.calls.transfer({ productId: JAR, from: 'east', to: 'west', quantity });
    await expect(transfer(7)).rejects.toMatchObject({
      code: 'OUT_OF_STOCK',
      data: { productId: JAR, available: 6 },
    });
    await expect(transfer(6)).resolves.toMatchObject({ from: { onHand: 0, reserved: 2 }, to: { onHand: 6 } });
    await expect(scenario.calls.restock({ productId: 'NOSUCH', warehouse: 'east', quantity: 1 })).rejects.toMatchObject(
      { code: 'UNKNOWN_PRODUCT' },
    );
    await expect(
      scenario.calls.transfer({ productId: 'NOSUCH', from: 'east', to: 'west', quantity: 1 }),
    ).rejects.toMatchObject({ code: 'UNKNOWN_PRODUCT' });
  });

  it.each([
    ['negative stock', 'stock_on_hand_check', 'reserved = reserved + on_hand + 1, on_hand = -1'],
    ['stock from nowhere', 'stock_conserved', 'on_hand = on_hand + 1'],
    ['stock that vanishes', 'stock_conserved', 'initial = initial + 1, on_hand = 0, reserved = 0, shipped = 0'],
  ])('has a database that refuses %s', async (_what, constraint, change) => {
    await expect(sql(database.url, `update inventory.stock set ${change}`)).rejects.toMatchObject({ constraint });
  });
});

describe('reservations', () => {
  const database = testDatabase();
  let scenario: Scenario<typeof inventory>;
  beforeAll(async () => {
    // Looked through each second instead of every ten.
    const often = { ...assembled, schedules: assembled.schedules.map((one) => ({ ...one, due: { every: 1_000 } })) };
    scenario = await startScenario(inventory, often, {
      databaseUrl: database.url,
      config: { reservationMinutes: 0.001 },
    });
  });
  afterAll(() => scenario.stop());

  it('expire: the goods are free again, the shop is told, and a commit comes too late', async () => {
    const items = [{ productId: MUG, quantity: 7 }];
    await scenario.calls.reserve({ reservationId: 'slow', items });
    await expect(scenario.untilPublished('reservationExpired', 1)).resolves.toEqual([{ reservationId: 'slow', items }]);
    const { levels } = await scenario.calls.levels({ productIds: [MUG] });
    expect(levels.map(({ onHand, reserved }) => [onHand, reserved])).toEqual([
      [500_000, 0],
      [500_000, 0],
    ]);
    await expect(scenario.calls.commit({ reservationId: 'slow' })).rejects.toMatchObject({
      code: 'RESERVATION_EXPIRED',
    });
    await expect(scenario.calls.release({ reservationId: 'slow' })).resolves.toEqual({ released: false });
    await expect(scenario.calls.reserve({ reservationId: 'slow', items })).rejects.toMatchObject({
      code: 'RESERVATION_CONFLICT',
      data: { status: 'expired' },
    });
  });
});
