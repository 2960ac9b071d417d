import { expect, it } from 'vitest';
import type { ShopCalls } from '../module.ts';
import { openShop } from '../testing/open-shop.ts';
import { SupportedCurrencies } from './supported-currencies.ts';

it('keep a page waiting once, and not for long, while nobody answers', async () => {
  const shop = await openShop({ 'currencies.supported': () => Promise.withResolvers().promise });
  const timed = async () => {
    const from = performance.now();
    expect((await shop.get('/')).status).toBe(200);
    return performance.now() - from;
  };
  expect(await timed()).toBeLessThan(4_000);
  expect(await timed()).toBeLessThan(1_000);
  expect(shop.received.filter(({ operation }) => operation === 'currencies.supported')).toHaveLength(1);
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
