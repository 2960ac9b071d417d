import { command, defineContract, query } from '@carveout/contract';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { stock, storefront } from '../testing/contracts.ts';
import { topologyWith } from '../testing/open-gateway.ts';
import { Matcher } from './matcher.ts';
import { routesOf } from './routes-of.ts';

const routes = (lines?: string) => routesOf([stock, storefront], topologyWith(lines));

describe('the policy of a route', () => {
  const policy = (lines: string, name: string) => routes(lines).find((route) => route.name === name)?.policy;

  it('is the usual where nothing is said', () => {
    expect(policy('{}', 'stock.add')).toEqual({ rate: { requests: 50, seconds: 1 }, within: 15_000, body: 65_536 });
  });

  it('is said by the most exact line, value by value', () => {
    const lines = `{ defaults: { within: 5s, body: 100 }, stock: { body: 200, rate: 1/min }, stock.add: { body: 300 } }`;
    expect(policy(lines, 'stock.add')).toEqual({ rate: { requests: 1, seconds: 60 }, within: 5_000, body: 300 });
    expect(policy(lines, 'stock.change')).toMatchObject({ body: 200, within: 5_000 });
    expect(policy(lines, 'storefront')).toMatchObject({ body: 100, within: 5_000, rate: { requests: 50 } });
  });

  it('keeps answers of queries only', () => {
    const lines = '{ defaults: { cache: 5s }, stock: { cache: 5s } }';
    expect(policy(lines, 'stock.list')?.cache).toBe(5_000);
    expect(policy(lines, 'stock.add')).not.toHaveProperty('cache');
    expect(policy(lines, 'storefront')).not.toHaveProperty('cache');
  });
});

describe('a line that would hold for nothing', () => {
  it.each([
    ['stock.ad: { rate: 5/s }', "'gateway.routes.stock.ad': stock has no operation 'ad'. Did you mean 'add'?"],
    ['stock.toString: { rate: 5/s }', "stock has no operation 'toString'. Those with an http line are: 'list',"],
    ['stock.inside: { body: 1 }', 'stock.inside has no http line: no request reaches it'],
    ['stock.add: { cache: 5s }', "'cache' holds for queries with an http line of GET alone"],
    ['storefront: { cache: 5s }', "'cache' holds for queries with an http line of GET alone"],
    ['storefront.pages: { body: 1 }', "storefront has no operation 'pages'"],
  ])('%s is refused', (line, why) => {
    expect(() => routes(`{ ${line} }`)).toThrow(
      expect.objectContaining({ code: 'CARV-220', message: expect.stringContaining(why) }),
    );
  });

  it('is not judged where the contract of its module is not known', () => {
    expect(routesOf([storefront], topologyWith('{ stock.ad: { rate: 5/s } }'))).toHaveLength(1);
  });
});

describe('the route of a request', () => {
  const matcher = new Matcher(routes());
  const named = (method: string, path: string) => {
    const match = matcher.match(method, path);
    return match.route === undefined ? match.allow.join(' ') : match.route.name;
  };

  it.each([
    ['GET', '/stock', 'stock.list'],
    ['HEAD', '/stock', 'stock.list'],
    ['GET', '/stock/', 'stock.list'],
    ['POST', '/stock', 'stock.add'],
    ['GET', '/stock/mine', 'stock.mine'],
    ['GET', '/stock/other', 'stock.byId'],
    ['PUT', '/stock/mine', 'stock.change'],
    ['GET', '/stock/1/parts/2', 'stock.parts'],
    ['GET', '/stock/1/parts/2/', 'stock.parts'],
    ['GET', '/', 'storefront'],
    ['HEAD', '/assets/a.css', 'storefront'],
    ['POST', '/cart', 'storefront'],
    ['GET', '/STOCK', 'storefront'],
    ['GET', '/stock/1/parts', 'storefront'],
    ['GET', '/stock/__proto__', 'stock.byId'],
  ])('%s %s is %s', (method, path, name) => {
    expect(named(method, path)).toBe(name);
  });

  it.each([
    ['DELETE', '/stock', 'GET HEAD POST'],
    ['POST', '/stock/1', 'GET HEAD PUT'],
    ['POST', '/stock/1/', 'GET HEAD PUT'],
    ['PUT', '/cart', 'GET HEAD POST'],
    ['TRACE', '/', 'GET HEAD POST'],
    ['get', '/stock', 'GET HEAD POST'],
  ])('%s %s is none; the path takes %s', (method, path, allow) => {
    expect(named(method, path)).toBe(allow);
  });

  it('is none where there are no pages', () => {
    const { deployables, ...topology } = topologyWith();
    const bare = new Matcher(
      routesOf([stock], { ...topology, deployables: deployables.map((one) => ({ ...one, modules: ['stock'] })) }),
    );
    expect(bare.match('GET', '/cart')).toEqual({ route: undefined, allow: [] });
  });
});

it('a path that the door would read otherwise is refused, and so is one that is claimed twice', () => {
  const contract = defineContract('odd', {
    one: command({ input: z.object({}), output: z.void(), http: 'POST /odd/a:b', access: 'public' }),
  });
  expect(() => routesOf([contract], topologyWith())).toThrow(/odd\.one: 'POST \/odd\/a:b' has a ':' within a part/);
  const rivals = defineContract('odd', {
    one: query({ input: z.object({ a: z.string() }), output: z.void(), http: 'GET /odd/:a', access: 'public' }),
    two: query({ input: z.object({ b: z.string() }), output: z.void(), http: 'GET /odd/:b', access: 'public' }),
  });
  expect(() => routesOf([rivals], topologyWith())).toThrow(/odd\.one and odd\.two both claim/);
});
