import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { CustomerId } from '@shop/carts';
import Koa from 'koa';
import { describe, expect, it } from 'vitest';
import { CUSTOMER, SESSION, openShop } from '../testing/open-shop.ts';
import { identify } from './session.ts';

const TOKEN = 'a-token-of-some-length';

describe('who makes a request', () => {
  it('is a visitor, by a session that lasts', async () => {
    const shop = await openShop();
    const { headers } = await shop.get('/');
    expect(headers.get('set-cookie')).toBeNull();
    const principals = shop.received.map(({ envelope }) => envelope.principal);
    expect(new Set(principals.map((principal) => JSON.stringify(principal)))).toEqual(
      new Set([JSON.stringify({ id: CUSTOMER, roles: ['customer'] })]),
    );
  });

  it.each([
    '',
    'shop_session-id=',
    'shop_session-id=abc',
    'shop_session-id=11111111-2222-4333-8444-555555555555',
    'shop_session-id=1; drop',
    `other=${SESSION}`,
  ])('gets a fresh session for the cookie “%s”', async (cookie) => {
    const shop = await openShop();
    const { headers } = await shop.get('/', { cookie });
    expect(headers.get('set-cookie')).toMatch(/^shop_session-id=[\w-]{43}; path=\/; samesite=lax; httponly$/);
  });

  it('has an id from which nobody gets to the session, and learns it', async () => {
    const shop = await openShop();
    const { text, headers } = await shop.get('/api/session');
    expect(JSON.parse(text)).toEqual({ customer: CUSTOMER });
    expect(headers.get('cache-control')).toBe('no-store');
    const other = await shop.get('/api/session', { cookie: `shop_session-id=${CUSTOMER}` });
    expect(JSON.parse(other.text)).not.toEqual({ customer: CUSTOMER });
    expect(CustomerId.safeParse(CUSTOMER).success).toBe(true);
  });

  it('gets a cookie for TLS alone when it came over TLS', () => {
    const socket = new Socket();
    const request = new IncomingMessage(Object.assign(socket, { encrypted: true }));
    request.url = '/';
    const context = new Koa().createContext(request, new ServerResponse(request));
    identify(context, {});
    expect(context.response.get('set-cookie')[0]).toMatch(/; secure; httponly$/);
    socket.destroy();
  });

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
    expect(await statusWith(`Bearer ${TOKEN}x`)).toBe(401);
    expect(await statusWith(`Basic ${TOKEN}`)).toBe(401);
    expect(await statusWith()).toBe(403);
  });

  it('is never an operator while no token is configured', async () => {
    const shop = await openShop();
    expect((await shop.get('/api/payments/o-1', { authorization: 'Bearer undefined' })).status).toBe(401);
  });

  it('is nobody with a token that is not known, whatever the session, and gets no cookie', async () => {
    const shop = await openShop();
    for (const path of ['/', '/cart', `/api/carts/${CUSTOMER}`]) {
      const { status, headers } = await shop.get(path, { authorization: 'Bearer nobody', cookie: '' });
      expect([path, status, headers.get('set-cookie')]).toEqual([path, 401, null]);
      expect((await shop.get(path, { authorization: 'Bearer nobody' })).status).toBe(401);
    }
  });
});
