import { expect, it } from 'vitest';
import { CUSTOMER, openShop } from '../testing/open-shop.ts';

const customer = { id: CUSTOMER, roles: ['customer'] };

it('behind a gateway, pages and API know the visitor whom it names, whatever cookie comes along', async () => {
  const shop = await openShop({}, {}, () => customer);
  for (const cookie of ['', 'shop_session-id=of-somebody-else']) {
    const { status, headers } = await shop.get('/cart', { cookie });
    expect(status).toBe(200);
    // The gateway makes sessions; two makers would give two.
    expect(headers.get('set-cookie')).toBeNull();
    expect(JSON.parse((await shop.get('/api/session', { cookie })).text)).toEqual({ customer: CUSTOMER });
  }
  const principals = shop.received.map(({ envelope }) => envelope.principal);
  expect(principals.length).toBeGreaterThan(0);
  for (const principal of principals) expect(principal).toEqual(customer);
});

it('behind a gateway, whom it does not name is nobody, also with a session or an operator’s token', async () => {
  const shop = await openShop({}, { STOREFRONT_OPERATOR_TOKEN: 'a-token-of-some-length' }, () => undefined);
  const authorization = 'Bearer a-token-of-some-length';
  for (const headers of [{}, { authorization }])
    expect(JSON.parse((await shop.get('/api/session', headers)).text)).toEqual({ customer: null });
});

it('behind a gateway, a logout still ends the session in the browser', async () => {
  const shop = await openShop({}, {}, () => customer);
  const { status, headers } = await shop.get('/logout');
  expect([status, headers.get('location')]).toEqual([302, '/']);
  expect(headers.get('set-cookie')).toMatch(/^shop_session-id=; path=\/; expires=Thu, 01 Jan 1970 /);
});
