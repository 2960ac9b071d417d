import type { Context } from 'koa';
import { describe, expect, it } from 'vitest';
import { identify } from '../identity/identify.ts';
import { admit } from '../access/admit.ts';
import { aroundPolicies, routeTo, silent } from '../testing/around-policies.ts';
import { listen } from '../testing/listen.ts';
import { send } from '../testing/send.ts';
import { clientNetwork } from './client-network.ts';
import { limitRates } from './limit-rates.ts';
import { MemoryLimiter } from './memory-limiter.ts';
import { openRates } from './open-rates.ts';
import { rateLine } from './rate-line.ts';
import { RouteRates } from './route-rates.ts';

const hour = (requests: number) => ({ requests, seconds: 3_600 });

describe('a client', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8::1:2:3:4:5', '2001:db8:0:1::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s is %s', (address, network) => expect(clientNetwork(address)).toBe(network));
});

describe('the line that a rate comes from', () => {
  const routes = {
    defaults: { rate: hour(1) },
    shop: { within: 1_000 },
    'shop.see': { rate: hour(2) },
    carts: { rate: hour(3) },
  };
  it.each([
    ['shop.see', 'shop', 'shop.see'],
    ['shop.buy', 'shop', 'defaults'],
    ['carts.add', 'carts', 'carts'],
    ['orders.place', 'orders', 'defaults'],
    ['constructor', 'constructor', 'defaults'],
  ])('of %s is %s’s: %s', (name, module, line) => expect(rateLine(routes, { name, module })).toBe(line));
});

describe('requests over the rate', () => {
  const open = async () => {
    const { limiterOf } = await openRates({}, silent);
    const routes = { 'shop.own': { rate: hour(2) } };
    const tokens = {
      known: () => undefined,
      verify: (token: string) =>
        Promise.resolve(token === 'bad' ? { why: 'bad' } : { principal: { id: token, roles: [] } }),
    };
    return aroundPolicies({
      matched: [
        identify({ tokens, sessions: { cookie: 'shop', roles: [] }, log: silent }),
        limitRates(new RouteRates(routes, limiterOf)),
        admit,
      ],
      route: ({ path }) => ({
        ...routeTo('public', { rate: hour(path === '/own' ? 2 : 3) }),
        name: `shop.${path.slice(1)}`,
      }),
    });
  };

  it('are refused, and told when to come again', async () => {
    const url = await open();
    const told = [];
    for (let times = 0; times < 4; times++) told.push(await send(`${url}/own`));
    expect(told.map(({ status }) => status)).toEqual([200, 200, 429, 429]);
    expect(told.map(({ headers }) => headers['ratelimit'])).toEqual([
      '"shop.own";r=1;t=3600',
      expect.stringMatching(/^"shop\.own";r=0;t=3\d\d\d$/),
      expect.stringMatching(/^"shop\.own";r=0;t=3\d\d\d$/),
      expect.stringMatching(/^"shop\.own";r=0;t=3\d\d\d$/),
    ]);
    expect(told[0]!.headers['ratelimit-policy']).toBe('"shop.own";q=2;w=3600');
    expect(Number(told[2]!.headers['retry-after'])).toBeGreaterThan(3_500);
    expect(JSON.parse(told[2]!.text)).toMatchObject({ code: 'CARV-342', status: 429 });
    expect(told[0]!.headers['retry-after']).toBeUndefined();
  });

  it('are counted over all routes without a line together, and by each line by itself', async () => {
    const url = await open();
    const statuses = [];
    for (const path of ['/a', '/b', '/c', '/d', '/own', '/own', '/own']) statuses.push((await send(url + path)).status);
    expect(statuses).toEqual([200, 200, 200, 429, 200, 200, 429]);
  });

  it('are those of a network, whatever session or bad token each brings; a good token counts by itself', async () => {
    const url = await open();
    const from = (client: string, headers = {}) => send(`${url}/own`, { 'x-test-client': client, ...headers });
    const statuses = [];
    for (const last of ['1', '2', '3']) statuses.push((await from(`2001:db8::${last}`)).status);
    expect(statuses).toEqual([200, 200, 429]);
    // Refused tokens are counted before they are answered.
    const guesses = [];
    for (let times = 0; times < 3; times++)
      guesses.push((await from('192.0.2.9', { authorization: 'Bearer bad' })).status);
    expect(guesses).toEqual([401, 401, 429]);
    expect((await from('192.0.2.9', { authorization: 'Bearer ann' })).status).toBe(200);
    // One account from many networks is one client.
    const ann = [];
    for (const client of ['198.51.100.1', '198.51.100.2'])
      ann.push((await from(client, { authorization: 'Bearer ann' })).status);
    expect(ann).toEqual([200, 429]);
  });

  it('are counted by network before an unknown token is verified, and once for both', async () => {
    const { limiterOf } = await openRates({}, silent);
    const rates = new RouteRates({ 'shop.see': { rate: hour(2) } }, limiterOf);
    const verified: string[] = [];
    const tokens = {
      known: (token: string) => (token === 'known' ? { id: token, roles: [] } : undefined),
      verify: (token: string) => {
        verified.push(token);
        return Promise.resolve(token === 'known' ? { principal: { id: token, roles: [] } } : { why: 'bad' });
      },
    };
    const url = await aroundPolicies({
      matched: [
        identify({
          tokens,
          countUnknown: (context) => rates.countNetwork(context),
          sessions: undefined,
          log: silent,
        }),
        limitRates(rates),
        admit,
      ],
      route: () => routeTo('public', { rate: hour(2) }),
    });
    const ask = async (token: string) => (await send(url, { authorization: `Bearer ${token}` })).status;
    expect([await ask('a'), await ask('b'), await ask('c'), await ask('known')]).toEqual([401, 401, 429, 200]);
    expect(verified).toEqual(['a', 'b']);
  });

  it('are told once, of the count that may refuse, where a token is new', async () => {
    const { limiterOf } = await openRates({}, silent);
    const rates = new RouteRates({ 'shop.see': { rate: hour(2) } }, limiterOf);
    const tokens = {
      known: () => undefined,
      verify: () => Promise.resolve({ principal: { id: 'ann', roles: [] } }),
    };
    const countUnknown = (context: Context) => rates.countNetwork(context);
    const url = await aroundPolicies({
      upstream: await listen((_request, response) => response.end('small')),
      matched: [identify({ tokens, countUnknown, sessions: undefined, log: silent }), limitRates(rates)],
      route: () => routeTo('public', { rate: hour(2) }),
    });
    const told = [];
    for (const client of ['198.51.100.1', '198.51.101.1', '198.51.102.1']) {
      const headers = { authorization: `Bearer of-${client}`, 'x-test-client': client };
      const answer = await send(url, headers);
      // Node joins lines of one name.
      expect(answer.headers['ratelimit-policy']).toBe('"shop.see";q=2;w=3600');
      told.push([answer.status, answer.headers['ratelimit']]);
    }
    expect(told).toEqual([
      [200, expect.stringMatching(/^"shop\.see";r=1;t=\d+$/)],
      [200, expect.stringMatching(/^"shop\.see";r=0;t=\d+$/)],
      [429, expect.stringMatching(/^"shop\.see";r=0;t=\d+$/)],
    ]);
  });

  it('are not those of a network that an account is named after', async () => {
    const url = await open();
    for (let times = 0; times < 3; times++) await send(`${url}/own`, { authorization: 'Bearer 127.0.0.1' });
    expect((await send(`${url}/own`)).status).toBe(200);
  });
});

describe('a limiter in memory', () => {
  it('keeps a bounded number of clients under a flood of them, and goes on to count those who come often', async () => {
    const limiter = new MemoryLimiter(hour(5), 100);
    for (let n = 0; n < 10_000; n++) {
      await limiter.count(`client ${n}`);
      if (n % 50 === 0) await limiter.count('often');
    }
    expect(limiter.size).toBeLessThanOrEqual(100);
    expect(await limiter.count('often')).toMatchObject({ allowed: false, remaining: 0 });
  });
});

it('refuses an address of shared rates that is none, and does not tell it', async () => {
  for (const url of ['redis://user:hunter2@host', 'hunter2', '//'])
    await expect(openRates({ CARVEOUT_RATES_URL: url }, silent)).rejects.toThrow(
      expect.objectContaining({ code: 'CARV-347', message: expect.not.stringContaining('hunter2') }),
    );
});
