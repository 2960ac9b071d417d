import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPrivatePostgres } from '../backing/index.ts';
import type { PrivatePostgres } from '../backing/index.ts';
import { checkInvariants } from '../load/index.ts';
import { need } from '../vitest/index.ts';
import { exchange } from './exchange.ts';
import { expectClear, expectClearAnswers } from './faults/clear-answers.ts';
import { LightTraffic } from './faults/light-traffic.ts';
import { oneCheckout } from './one-checkout.ts';
import { launchUp } from './shop-up.ts';
import type { ShopUp } from './shop-up.ts';
import { standardTopology } from './started-shops.ts';

need('postgres');

const soon = { timeout: 60_000, interval: 50 };

describe('the database', { timeout: 180_000 }, () => {
  let database: PrivatePostgres;
  let up: ShopUp;

  beforeAll(async () => {
    database = await startPrivatePostgres();
    await database.kill();
    const env = { DATABASE_URL: database.url, RABBITMQ_URL: '', STOREFRONT_OPERATOR_TOKEN: 'the-token-of-this-test' };
    up = await launchUp({ topology: { text: standardTopology }, env });
  });
  afterAll(async () => {
    expect(await up.stop(), up.printed().slice(-4_000)).toBe(0);
    await database.remove();
  });

  const ready = async (): Promise<number> => (await exchange(up.url, { path: '/health/ready' })).status;

  it('is down at the start: it is said, waited for, and the shop starts when it comes', async () => {
    await up.until(/WARN: CARV-501: .* starting, which is tried for 30 s: connect ECONNREFUSED/);
    expect((await exchange(up.url, { path: '/health/live' })).status).toBe(200);
    expect(await ready()).toBe(503);
    expectClear(await exchange(up.url, { path: '/' }));
    expectClear(await exchange(up.url, { path: '/api/products' }));
    await database.start();
    await up.until(/ready: http/);
    expect(await ready()).toBe(200);
    expect((await oneCheckout(up.url)).status).toBe(200);
  });

  it.each([
    ['is killed', () => database.kill()],
    ['is shut down', () => database.stop()],
  ])('%s under traffic and comes back: clear answers meanwhile, and nothing is lost', async (_what, away) => {
    const traffic = await LightTraffic.begin(up.url);
    await expect.poll(() => traffic.acknowledged.length, soon).toBeGreaterThan(3);
    await away();
    await expect.poll(ready, soon).toBe(503);
    await expect.poll(() => traffic.count(503), soon).toBeGreaterThan(10);
    const health = await exchange(up.adminUrl, { path: '/health' });
    expect([health.status, JSON.parse(health.text)]).toMatchObject([503, { ok: false }]);
    expect(health.text).toMatch(/Module \w+, database 127\.0\.0\.1:\d+\/postgres, .*connect ECONNREFUSED/);

    await database.start();
    await expect.poll(ready, { timeout: 10_000, interval: 50 }).toBe(200);
    const before = traffic.acknowledged.length;
    await expect.poll(() => traffic.acknowledged.length, soon).toBeGreaterThan(before + 3);
    await traffic.end();
    expectClearAnswers(traffic.answers);
    expect(new Set(traffic.acknowledged).size).toBe(traffic.acknowledged.length);
    const { acknowledged } = traffic;
    const environment = { DATABASE_URL: database.url };
    expect((await checkInvariants({ environment, acknowledged, settleWithinMs: 60_000 })).faults).toEqual([]);
    expect(up.printed()).not.toMatch(/starting it again|FATAL/);
  });
});
