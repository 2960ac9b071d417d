import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPrivatePostgres } from '../backing/index.ts';
import type { PrivatePostgres } from '../backing/index.ts';
import { checkInvariants } from '../load/index.ts';
import { need } from '../vitest/index.ts';
import { exchange } from './exchange.ts';
import type { Answer } from './exchange.ts';
import { expectClear, expectClearAnswers } from './faults/clear-answers.ts';
import { Gate } from './faults/gate.ts';
import { LightTraffic } from './faults/light-traffic.ts';
import { oneCheckout } from './one-checkout.ts';
import { launchUp } from './shop-up.ts';
import type { ShopUp } from './shop-up.ts';
import { standardTopology } from './started-shops.ts';

need('postgres');

const soon = { timeout: 60_000, interval: 50 };

describe('the database', { timeout: 400_000 }, () => {
  let database: PrivatePostgres;
  let gate: Gate;
  let up: ShopUp;

  beforeAll(async () => {
    database = await startPrivatePostgres();
    gate = await Gate.before(database.url);
    const url = gate.through(database.url);
    const env = { DATABASE_URL: url, RABBITMQ_URL: '', STOREFRONT_OPERATOR_TOKEN: 'the-token-of-this-test' };
    up = await launchUp({ topology: { text: standardTopology }, env });
  });
  afterAll(async () => {
    expect(await up.stop(), up.printed().slice(-4_000)).toBe(0);
    await gate.shut();
    await database.remove();
  });

  const ready = async (): Promise<number> => (await exchange(up.url, { path: '/health/ready' })).status;

  it('is down at the start: it is said, waited for, and the shop starts when it comes', async () => {
    await up.until(/WARN: CARV-501: .* starting, which is tried for 30 s: connect ECONNREFUSED/);
    expect((await exchange(up.url, { path: '/health/live' })).status).toBe(200);
    expect(await ready()).toBe(503);
    expectClear(await exchange(up.url, { path: '/' }));
    expectClear(await exchange(up.url, { path: '/api/products' }));
    // A process gives it 30 s, which are not for a server that takes its time to start.
    await gate.open();
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
    await gate.shut();
    await expect.poll(ready, soon).toBe(503);
    await expect.poll(() => traffic.count(503), soon).toBeGreaterThan(10);
    const health = (): Promise<Answer> => exchange(up.adminUrl, { path: '/health' });
    await expect
      .poll(async () => (await health()).text, soon)
      .toMatch(/Module \w+, database 127\.0\.0\.1:\d+\/postgres, .*connect ECONNREFUSED/);
    const { status, text } = await health();
    expect([status, JSON.parse(text)]).toMatchObject([503, { ok: false }]);

    await database.start();
    await gate.open();
    await expect.poll(ready, soon).toBe(200);
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
