import type { Context } from 'koa';
import { describe, expect, it } from 'vitest';
import { pageToReturnTo } from './return-to.ts';

const from = (referrer: string) => pageToReturnTo({ host: 'shop.test', get: () => referrer } as unknown as Context);

describe('the page to return to', () => {
  it.each([
    ['http://shop.test/', '/'],
    ['http://shop.test/cart', '/cart'],
    ['http://shop.test/product/6E92ZMYYFZ?x=1', '/product/6E92ZMYYFZ'],
    ['http://shop.test/orders/a-1', '/orders/a-1'],
    ['http://shop.test/cart/checkout', '/cart'],
    ['http://shop.test/logout', '/'],
    ['http://shop.test//elsewhere.test/', '/'],
    ['http://elsewhere.test/cart', '/'],
    ['javascript:alert(1)', '/'],
    ['', '/'],
  ])('%s → %s', (referrer, path) => {
    expect(from(referrer)).toBe(path);
  });
});
