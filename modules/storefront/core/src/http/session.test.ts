import { describe, expect, it } from 'vitest';
import { SESSION, openShop } from '../testing/open-shop.ts';

const TOKEN = 'a-token-of-some-length';

describe('who makes a request', () => {
  it('is a visitor, by a session that lasts', async () => {
    const shop = await openShop();
    const { headers } = await shop.get('/');
    expect(headers.get('set-cookie')).toBeNull();
    const principals = shop.received.map(({ envelope }) => envelope.principal);
    expect(new Set(principals.map((principal) => JSON.stringify(principal)))).toEqual(
      new Set([JSON.stringify({ id: SESSION, roles: ['customer'] })]),
    );
  });

  it.each(['', 'shop_session-id=', 'shop_session-id=abc', 'shop_session-id=1; drop', `other=${SESSION}`])(
    'gets a fresh session for the cookie “%s”',
    async (cookie) => {
      const shop = await openShop();
      const { headers } = await shop.get('/', { cookie });
      expect(headers.get('set-cookie')).toMatch(
        /^shop_session-id=[0-9a-f]{8}-[0-9a-f-]{27}; path=\/; samesite=lax; httponly$/,
      );
    },
  );

  it('loses the session by logging out', async () => {
    const shop = await openShop();
    const { status, headers } = await shop.get('/logout');
    expect([status, headers.get('location')]).toEqual([302, '/']);
    expect(headers.get('set-cookie')).toMatch(/^shop_session-id=; .*expires=Thu, 01 Jan 1970/);
  });

  it('is an operator by the configured token, and by nothing else', async () => {
    const shop = await openShop({}, { STOREFRONT_OPERATOR_TOKEN: TOKEN });
    const statusWith = async (authorization?: string) =>
      (await shop.get('/api/payments/o-1', authorization === undefined ? {} : { authorization })).status;
    // The fake neighbour does not answer this operation: 500 shows that access was granted.
    expect(await statusWith(`Bearer ${TOKEN}`)).toBe(500);
    expect(await statusWith(`Bearer ${TOKEN}x`)).toBe(403);
    expect(await statusWith(`Basic ${TOKEN}`)).toBe(403);
    expect(await statusWith()).toBe(403);
  });

  it('is never an operator while no token is configured', async () => {
    const shop = await openShop();
    expect((await shop.get('/api/payments/o-1', { authorization: 'Bearer undefined' })).status).toBe(403);
  });
});
