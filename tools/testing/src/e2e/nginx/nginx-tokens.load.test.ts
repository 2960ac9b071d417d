import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AUDIENCE, openIssuer } from '@carveout/gateway/testing/issuer';
import type { Issuer } from '@carveout/gateway/testing/issuer';
import { expect, it, onTestFinished } from 'vitest';
import { checkInvariants, runLoad } from '../../load/index.ts';
import { needNginx, testDatabase, testVhost } from '../../vitest/index.ts';
import { exchange } from '../exchange.ts';
import type { Answer, Sent } from '../exchange.ts';
import { INSIDE } from '../inside.ts';
import { oneCheckout } from '../one-checkout.ts';
import { newSession } from '../session.ts';
import { workspaceRoot } from '../shop-up.ts';
import { StartedShops } from '../started-shops.ts';
import { startBehindNginx } from './shop-behind-nginx.ts';

needNginx();
const shops = new StartedShops(testDatabase(), testVhost());

/** The topology with a gateway, told whose tokens count. */
function withTokens({ url, keys }: Issuer): { text: string } {
  const text = readFileSync(join(workspaceRoot, 'deployables/topology.gateway.yaml'), 'utf8');
  const tokens = `tokens: { issuer: '${url}', audience: '${AUDIENCE}', keys: '${keys}' }`;
  const edited = text.replace('gateway:\n', `gateway:\n  ${tokens}\n`);
  expect(edited).toContain(tokens);
  return { text: edited };
}

it('bearer tokens count at the gateway and at nginx alike', { timeout: 300_000 }, async () => {
  const issuer = await openIssuer();
  onTestFinished(() => shops.stopAll());
  const { up, nginx, databaseUrl } = await startBehindNginx(shops, withTokens(issuer));
  onTestFinished(() => nginx.remove());
  for (const url of [nginx.url, up.url]) await expectTokensToCount(url, issuer);

  // Visitors without an account shop on.
  expect(await oneCheckout(nginx.url)).toEqual(await oneCheckout(up.url));
  const { failures, failed, requests, checkouts } = await runLoad({
    url: nginx.url,
    users: 6,
    seconds: 5,
    thinkMs: 250,
  });
  expect(failures).toEqual([]);
  expect(failed).toBe(0);
  expect(requests).toBeGreaterThan(20);
  const environment = { DATABASE_URL: databaseUrl };
  expect((await checkInvariants({ environment, acknowledged: checkouts.acknowledged })).faults).toEqual([]);
});

async function expectTokensToCount(url: string, issuer: Issuer): Promise<void> {
  const by = (token: string, sent: Sent): Promise<Answer> =>
    exchange(url, { ...sent, headers: { authorization: `Bearer ${token}`, ...sent.headers } });
  const statusOf = async (token: string, sent: Sent): Promise<number> => (await by(token, sent)).status;
  const json = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
  const restock: Sent = {
    path: '/api/stock/OLJCESPC7Z/restock',
    method: 'POST',
    headers: json,
    body: '{"warehouse":"east","quantity":5}',
  };
  const stock: Sent = { path: '/api/stock' };
  const [operator, customer] = [await issuer.token({ sub: 'opal', roles: ['operator'] }), await issuer.token()];

  const levels = await by(operator, stock);
  expect([levels.status, JSON.parse(levels.text)]).toEqual([200, { levels: expect.any(Array) }]);
  expect(await statusOf(operator, restock)).toBe(200);
  for (const sent of [stock, restock]) {
    expect(await statusOf(customer, sent)).toBe(403);
    // A session says less than a token, and does not help one.
    const { cookie } = newSession();
    expect((await exchange(url, { ...sent, headers: { ...sent.headers, cookie } })).status).toBe(403);
    expect(await statusOf(customer, { ...sent, headers: { ...sent.headers, cookie } })).toBe(403);
  }

  const who = await by(customer, { path: '/api/session' });
  expect([JSON.parse(who.text), who.headers['set-cookie']]).toEqual([{ customer: 'ann' }, undefined]);
  expect(await statusOf(customer, { path: '/api/carts/ann' })).toBe(200);
  expect(await statusOf(customer, { path: '/api/carts/opal' })).toBe(403);

  const elsewhere = await openIssuer();
  const seconds = Math.floor(Date.now() / 1_000);
  const bad = [
    'no-token',
    `${operator}x`,
    await issuer.token({ roles: ['operator'], exp: seconds - 600 }),
    await issuer.token({ roles: ['operator'], aud: 'https://other.example.com' }),
    await issuer.token({ roles: ['operator'], iss: elsewhere.url }),
    await elsewhere.token({ roles: ['operator'], iss: issuer.url }),
    unsigned(operator),
  ];
  for (const token of bad)
    for (const sent of [stock, restock, { path: '/api/carts/ann' }, { path: '/' }])
      expectRefused(await by(token, sent));
  expect(await statusOf(operator, stock)).toBe(200);
}

function expectRefused({ status, headers, text }: Answer): void {
  expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer error="invalid_token"']);
  expect(headers['content-type']).toBe('application/problem+json');
  expect(JSON.parse(text)).toMatchObject({ status: 401 });
  expect(headers['set-cookie']).toBeUndefined();
  expect(text).not.toMatch(INSIDE);
}

/** The same claims under a header that asks for no signature (RFC 7519 §6). */
function unsigned(token: string): string {
  const header = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
  return `${header}.${token.split('.')[1]!}.`;
}
