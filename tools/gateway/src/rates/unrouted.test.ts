import { describe, expect, it, onTestFinished } from 'vitest';
import { openPolicies } from '../policies.ts';
import { silent } from '../testing/around-policies.ts';
import { openGateway } from '../testing/open-gateway.ts';
import { openUpstream } from '../testing/open-upstream.ts';
import { send } from '../testing/send.ts';

const SHOP = 'https://shop.example.com';

/** A gateway that lets a client through twice an hour. */
async function open() {
  const policies = await openPolicies({
    gateway: {
      replicas: 1,
      origins: [SHOP],
      routes: { defaults: { rate: { requests: 2, seconds: 3_600 } } },
    },
    env: {},
    log: silent,
    production: false,
  });
  onTestFinished(() => policies.close());
  const upstream = await openUpstream();
  const { origins, countUnrouted, matched: before } = policies;
  const { url } = await openGateway({
    at: { stock: [upstream.port] },
    routes: '{ defaults: { rate: 2/h } }',
    options: { origins, countUnrouted, before },
  });
  return url;
}

const preflight = (origin: string) => ({ Origin: origin, 'Access-Control-Request-Method': 'POST' });

describe('what has no route counts towards the defaults', () => {
  it.each<[string, string, string, Record<string, string>, number]>([
    ['the document', 'GET', '/openapi.json', {}, 200],
    ['the explorer', 'GET', '/explorer/swagger-ui-bundle.js', {}, 200],
    ['a method that nobody takes', 'DELETE', '/stock', {}, 405],
    ['a preflight', 'OPTIONS', '/stock', preflight(SHOP), 204],
    ['a preflight of others', 'OPTIONS', '/stock', preflight('https://other.example'), 204],
  ])('%s', async (_what, method, path, headers, status) => {
    const url = await open();
    const first = await send(url + path, headers, method);
    expect([first.status, first.headers['ratelimit']]).toEqual([status, '"defaults";r=1;t=3600']);
    expect((await send(`${url}/stock`)).status).toBe(200);
    const third = await send(url + path, headers, method);
    expect([third.status, JSON.parse(third.text)]).toMatchObject([429, { code: 'CARV-342' }]);
    expect(third.headers).toMatchObject({ 'cache-control': 'no-store', 'retry-after': expect.any(String) });
    expect((await send(`${url}/health/live`)).status).toBe(200);
  });
});
