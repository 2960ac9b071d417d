import { startScenario, type Scenario } from '@carveout/testing/scenario';
import { testDatabase } from '@carveout/testing/vitest';
import { catalog } from '@shop/catalog';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import assembled from './index.ts';
import { m003WholeCents } from './persistence/migrations/m003-whole-cents.ts';

const FIRST = [
  'OLJCESPC7Z',
  '66VCHSJNUP',
  '1YMWWN1N4O',
  'L9ECAV7KIM',
  '2ZYFJ3GM2N',
  '0PUK6V6EV0',
  'LS4PSXUNUM',
  '9SIQT8TOJO',
  '6E92ZMYYFZ',
];
const usd = (units: number, nanos = 0) => ({ currency: 'USD', units, nanos });

describe('catalog', () => {
  const database = testDatabase();
  let scenario: Scenario<typeof catalog>;
  beforeAll(async () => {
    scenario = await startScenario(catalog, assembled, { databaseUrl: database.url });
  });
  afterAll(() => scenario.stop());

  it('begins with the products of the reference shop', async () => {
    const { products } = await scenario.calls.list({});
    expect(products.map(({ id }) => id)).toEqual(FIRST);
    expect(new Set(products.map(({ picture }) => picture)).size).toBe(9);
    await expect(scenario.calls.ids({})).resolves.toEqual({ ids: FIRST });
  });

  it('finds one, and several in the order asked for', async () => {
    await expect(scenario.calls.byId({ id: 'OLJCESPC7Z' })).resolves.toMatchObject({
      name: 'Sunglasses',
      price: usd(19, 990_000_000),
      categories: ['accessories'],
    });
    const { products } = await scenario.calls.byIds({ ids: ['6E92ZMYYFZ', 'NOSUCH', 'OLJCESPC7Z', '6E92ZMYYFZ'] });
    expect(products.map(({ name }) => name)).toEqual(['Mug', 'Sunglasses']);
    await expect(scenario.calls.byIds({ ids: [] })).resolves.toEqual({ products: [] });
  });

  it('does not know what it does not have', async () => {
    await expect(scenario.calls.byId({ id: 'NOSUCH' })).rejects.toMatchObject({
      code: 'UNKNOWN_PRODUCT',
      data: { productId: 'NOSUCH' },
    });
  });

  it.each([
    ['MUG', ['Mug']],
    ['kitchen', ['Salt and Pepper Shakers', 'Bamboo Glass Jar', 'Mug']],
    ['blown GLASS', ['Candle Holder']],
    ['%', []],
    ['_', []],
    ["'; drop table product", []],
  ])('searches for %s', async (text, names) => {
    const { products } = await scenario.calls.search({ text });
    expect(products.map(({ name }) => name)).toEqual(names);
  });

  it('changes a price once, and tells once', async () => {
    const id = '1YMWWN1N4O';
    await expect(scenario.calls.changePrice({ id, price: usd(99, 500_000_000) })).resolves.toMatchObject({
      id,
      price: usd(99, 500_000_000),
    });
    await scenario.calls.changePrice({ id, price: usd(99, 500_000_000) });
    await scenario.calls.changePrice({ id, price: usd(100) });
    await expect(scenario.calls.byId({ id })).resolves.toMatchObject({ price: usd(100) });
    await expect(scenario.untilPublished('priceChanged', 2)).resolves.toEqual([
      { productId: id, price: usd(99, 500_000_000), previous: usd(109, 990_000_000) },
      { productId: id, price: usd(100), previous: usd(99, 500_000_000) },
    ]);
  });

  it('changes no price of what it does not have, and none to a price that cannot be', async () => {
    await expect(scenario.calls.changePrice({ id: 'NOSUCH', price: usd(1) })).rejects.toMatchObject({
      code: 'UNKNOWN_PRODUCT',
    });
    await expect(scenario.calls.changePrice({ id: 'OLJCESPC7Z', price: usd(-1) })).rejects.toMatchObject({
      kind: 'invalid',
      issues: [{ path: ['price', 'units'] }],
    });
    await expect(scenario.calls.changePrice({ id: 'OLJCESPC7Z', price: usd(0, 4_000_000) })).rejects.toMatchObject({
      kind: 'invalid',
      issues: [{ path: ['price', 'nanos'] }],
    });
  });

  it('makes of a price below the cent what pages showed of it', async () => {
    const client = new pg.Client({ connectionString: database.url, options: '-c search_path=catalog' });
    await client.connect();
    try {
      for (const statement of m003WholeCents.down ?? []) await client.query(statement);
      const keep = 'update product set price_units = $2, price_nanos = $3 where id = $1';
      await client.query(keep, ['66VCHSJNUP', 0, 4_000_000]);
      await client.query(keep, ['L9ECAV7KIM', 8, 985_000_000]);
      await client.query(keep, ['2ZYFJ3GM2N', 999_999, 999_999_999]);
      for (const statement of m003WholeCents.up) await client.query(statement);
    } finally {
      await client.end();
    }
    const { products } = await scenario.calls.byIds({ ids: ['66VCHSJNUP', 'L9ECAV7KIM', '2ZYFJ3GM2N', '6E92ZMYYFZ'] });
    const prices = products.map(({ price }) => price);
    expect(prices).toEqual([usd(0), usd(8, 990_000_000), usd(1_000_000), usd(8, 990_000_000)]);
  });
});
