import { expect, it } from 'vitest';
import type { ShopCalls } from '../module.ts';
import { openShop } from '../testing/open-shop.ts';
import { SupportedCurrencies } from './supported-currencies.ts';

it('keep a page waiting once, and not for long, while nobody answers', async () => {
  let askedAt = 0;
  const supported = () => {
    askedAt = Date.now();
    return Promise.withResolvers().promise;
  };
  const shop = await openShop({ 'currencies.supported': supported });
  for (let page = 0; page < 2; page += 1) expect((await shop.get('/')).status).toBe(200);
  const asked = shop.received.filter(({ operation }) => operation === 'currencies.supported');
  expect(asked).toHaveLength(1);
  expect(asked[0]!.envelope.deadline - askedAt).toBeLessThanOrEqual(1_510);
});

it('are asked for again five seconds after a failure, and a minute after an answer', async () => {
  let now = 0;
  let asked = 0;
  const supported = () =>
    asked++ === 0 ? Promise.reject(new Error('away')) : Promise.resolve({ currencies: ['EUR'] });
  const calls = { currencies: { supported } } as unknown as ShopCalls;
  const currencies = new SupportedCurrencies(() => now);
  const listedAt = async (at: number) => {
    now = at;
    return [...(await currencies.list(calls)), asked];
  };
  expect(await listedAt(0)).toEqual(['USD', 1]);
  expect(await listedAt(4_999)).toEqual(['USD', 1]);
  expect(await listedAt(5_000)).toEqual(['EUR', 2]);
  expect(await listedAt(64_999)).toEqual(['EUR', 2]);
  expect(await listedAt(65_000)).toEqual(['EUR', 3]);
});
