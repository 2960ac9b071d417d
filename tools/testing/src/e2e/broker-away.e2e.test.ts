import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, createVhost, startPrivateRabbitmq } from '../backing/index.ts';
import type { CreatedDatabase, PrivateRabbitmq } from '../backing/index.ts';
import { checkInvariants } from '../load/index.ts';
import { need, testDatabase } from '../vitest/index.ts';
import { ApiCustomer } from './api-customer.ts';
import { exchange } from './exchange.ts';
import { expectClear, expectClearAnswers } from './faults/clear-answers.ts';
import { Gate } from './faults/gate.ts';
import { LightTraffic } from './faults/light-traffic.ts';
import { oneCheckout } from './one-checkout.ts';
import { launchUp } from './shop-up.ts';
import type { ShopUp } from './shop-up.ts';
import { standardTopology } from './started-shops.ts';

need('private-rabbitmq');
const server = testDatabase();

const TOKEN = 'the-token-of-this-test';
const soon = { timeout: 60_000, interval: 50 };

describe('the broker between two processes', { timeout: 400_000 }, () => {
  let broker: PrivateRabbitmq;
  let gate: Gate;
  /** With payments in a process of its own: no order without the broker. */
  let calling: Shop;
  /** With notifications in a process of its own: orders go on, and what happened waits in outboxes. */
  let telling: Shop;

  beforeAll(async () => {
    broker = await startPrivateRabbitmq();
    gate = await Gate.before(broker.url);
    [calling, telling] = (await Promise.all([launched('payments'), launched('notifications')])) as [Shop, Shop];
  });
  afterAll(async () => {
    for (const { up, database } of [calling, telling]) {
      expect(await up.stop(), up.printed().slice(-4_000)).toBe(0);
      await database.drop();
    }
    await gate.shut();
    await broker.remove();
  });

  /** A shop that cannot reach its broker yet. */
  async function launched(apart: string): Promise<Shop> {
    const database = await createDatabase({ url: server.url }, `${server.name}_${apart}`);
    const vhost = await createVhost({ url: broker.url, managementUrl: broker.managementUrl }, apart);
    const text = standardTopology.replace('  # payments: [payments]', `  ${apart}: [${apart}]`);
    const env = { DATABASE_URL: database.url, RABBITMQ_URL: gate.through(vhost.url), STOREFRONT_OPERATOR_TOKEN: TOKEN };
    return { up: await launchUp({ topology: { text }, env }), database };
  }

  it('is down at the start: it is said, waited for, and the shop starts when it comes', async () => {
    for (const { up } of [calling, telling]) {
      await up.until(/WARN: rabbitmq: cannot connect.*ECONNREFUSED/);
      await expect.poll(() => ready(up), soon).toBe(503);
    }
    // A process gives it 30 s, which are not for a broker that takes its time to start.
    await gate.open();
    for (const { up } of [calling, telling]) {
      await up.until(/ready: http/);
      expect((await oneCheckout(up.url)).status).toBe(200);
    }
  });

  it('goes away under traffic and comes back: clear answers meanwhile, and nothing is lost', async () => {
    const traffic = await LightTraffic.begin(calling.up.url);
    await expect.poll(() => traffic.acknowledged.length, soon).toBeGreaterThan(3);
    await broker.kill();
    await expect.poll(() => ready(calling.up), soon).toBe(503);
    const health = await exchange(calling.up.adminUrl, { path: '/health' });
    expect(health.status).toBe(503);
    expect(health.text).toMatch(/RabbitMQ connection '[\w ]+' is down/);
    await expect.poll(() => traffic.count(503), soon).toBeGreaterThan(10);
    const ordered = await orderedWhileAway();

    await broker.start();
    await expect.poll(() => ready(calling.up), soon).toBe(200);
    const before = traffic.acknowledged.length;
    await expect.poll(() => traffic.acknowledged.length, soon).toBeGreaterThan(before + 3);
    await traffic.end();
    expectClearAnswers(traffic.answers);
    await expectSound(calling, traffic.acknowledged);
    await expectSound(telling, [ordered]);
  });

  /** What needs no call to the other process goes on. */
  async function orderedWhileAway(): Promise<string> {
    const customer = new ApiCustomer(telling.up.url);
    const card = await customer.token();
    expect((await customer.fill()).status).toBe(200);
    const { status, text } = await customer.order(card);
    expect(status, text).toBe(200);
    const { id } = JSON.parse(text) as { id: string };
    expectClear(await mailsAbout(telling, id));
    return id;
  }

  async function expectSound({ up, database }: Shop, acknowledged: readonly string[]): Promise<void> {
    const environment = { DATABASE_URL: database.url };
    expect((await checkInvariants({ environment, acknowledged, settleWithinMs: 60_000 })).faults).toEqual([]);
    // Every event has arrived, and its effect happened once.
    for (const id of acknowledged)
      await expect
        .poll(async () => {
          const { status, text } = await mailsAbout({ up, database }, id);
          return [status, JSON.parse(text)];
        }, soon)
        .toMatchObject([200, { mails: [{ orderId: id, kind: 'order-placed' }] }]);
    expect(up.printed()).not.toMatch(/starting it again|FATAL/);
  }
});

interface Shop {
  readonly up: ShopUp;
  readonly database: CreatedDatabase;
}

const ready = async (up: ShopUp): Promise<number> => (await exchange(up.url, { path: '/health/ready' })).status;

const mailsAbout = ({ up }: Shop, order: string) =>
  exchange(up.url, { path: `/api/notifications/${order}`, headers: { authorization: `Bearer ${TOKEN}` } });
