import { outside } from '@carveout/runtime';
import { startScenario } from '@carveout/testing/scenario';
import type { Scenario } from '@carveout/testing/scenario';
import { testDatabase } from '@carveout/testing/vitest';
import { notifications } from '@shop/notifications';
import { orders } from '@shop/orders';
import type { Order } from '@shop/orders';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import core from '../index.ts';
import type { Mail, MailToSend } from '../outside/mail.ts';

const database = testDatabase();
const sent: MailToSend[] = [];
let refuses: (mail: MailToSend) => boolean;
let orderId: string;
let scenario: Scenario<typeof notifications>;

const provider: Mail = {
  send: (mail) => {
    if (refuses(mail)) return Promise.reject(new Error('the provider is away'));
    sent.push(mail);
    return Promise.resolve();
  },
};
const module = {
  ...core,
  parts: { ...core.parts, ports: { mail: outside<Mail>({ adapters: { test: () => provider }, default: 'test' }) } },
};

beforeAll(async () => {
  scenario = await startScenario(notifications, module, { databaseUrl: database.url });
});
afterAll(() => scenario.stop());
beforeEach(() => {
  orderId = `order-${crypto.randomUUID()}`;
  refuses = () => false;
  sent.length = 0;
});

function order(): Order {
  return {
    id: orderId,
    customer: 'anna',
    email: 'anna@example.com',
    address: { street: '1 Main St', city: 'Springfield', state: 'IL', country: 'USA', zipCode: '62701' },
    status: 'placed',
    currency: 'EUR',
    items: [
      {
        productId: 'OLJCESPC7Z',
        name: 'Sunglasses',
        quantity: 2,
        price: { currency: 'EUR', units: 9, nanos: 995_000_000 },
      },
    ],
    shippingCost: { currency: 'EUR', units: 4, nanos: 500_000_000 },
    total: { currency: 'EUR', units: 24, nanos: 490_000_000 },
    trackingId: 'CV-1',
    payment: { paymentId: 'pay_1', lastFour: '0454' },
    placedAt: '2026-11-23T12:00:00.000Z',
  };
}

const { placed, cancelled } = orders.events;
const mailsOf = async (id: string) => (await scenario.calls.sent({ orderId: id })).mails;

it('mails what was ordered, and writes down that it did', async () => {
  await scenario.publish(placed, order());
  expect(sent).toMatchObject([
    { key: `${orderId}/order-placed`, to: 'anna@example.com', subject: `Your order ${orderId}` },
  ]);
  expect(sent[0]!.text).toContain('2 × Sunglasses');
  const [mail] = await mailsOf(orderId);
  expect(mail).toEqual({
    orderId,
    kind: 'order-placed',
    to: 'anna@example.com',
    subject: `Your order ${orderId}`,
    sentAt: mail!.sentAt,
  });
  expect(mail!.sentAt).not.toBeNull();
});

it('mails once, however often the event comes', async () => {
  const id = await scenario.publish(placed, order());
  await scenario.publish(placed, order(), id);
  await scenario.publish(placed, order());
  expect(sent).toHaveLength(1);
  expect(await mailsOf(orderId)).toHaveLength(1);
});

it('mails that an order was cancelled, after it mailed that it was placed', async () => {
  await scenario.publish(placed, order());
  const event = { order: { ...order(), status: 'cancelled' as const }, cancelledAt: '2026-11-23T13:00:00.000Z' };
  await scenario.publish(cancelled, event);
  expect((await mailsOf(orderId)).map(({ kind }) => kind)).toEqual(['order-placed', 'order-cancelled']);
  expect(sent.map(({ subject }) => subject)).toEqual([`Your order ${orderId}`, `Your order ${orderId} was cancelled`]);
});

it('does not mail that an order was placed once it mailed that it was cancelled', async () => {
  const event = { order: { ...order(), status: 'cancelled' as const }, cancelledAt: '2026-11-23T13:00:00.000Z' };
  await scenario.publish(cancelled, event);
  await scenario.publish(placed, order());
  expect((await mailsOf(orderId)).map(({ kind }) => kind)).toEqual(['order-cancelled']);
  expect(sent.map(({ key }) => key)).toEqual([`${orderId}/order-cancelled`]);
});

it('drops the mail about an order that waits to be sent when the order was cancelled meanwhile', async () => {
  refuses = ({ key }) => key.endsWith('/order-placed');
  await scenario.publish(placed, order());
  const event = { order: { ...order(), status: 'cancelled' as const }, cancelledAt: '2026-11-23T13:00:00.000Z' };
  await scenario.publish(cancelled, event);
  refuses = () => false;
  await execute(`update notifications.mails set due_at = now() where order_id = '${orderId}'`);
  const kinds = async () => (await mailsOf(orderId)).map(({ kind }) => kind);
  await expect.poll(kinds, { timeout: 25_000, interval: 200 }).toEqual(['order-cancelled']);
  expect(sent.map(({ key }) => key)).toEqual([`${orderId}/order-cancelled`]);
});

it('keeps a mail that the provider does not take, sets nothing aside, and sends it when it is due', async () => {
  refuses = () => true;
  await scenario.publish(placed, order());
  expect(await mailsOf(orderId)).toMatchObject([{ sentAt: null }]);
  expect(await scenario.setAside()).toEqual([]);

  refuses = () => false;
  await execute(`update notifications.mails set due_at = now() where order_id = '${orderId}'`);
  await expect.poll(() => mailsOf(orderId), { timeout: 25_000, interval: 200 }).not.toMatchObject([{ sentAt: null }]);
  expect(sent).toMatchObject([{ key: `${orderId}/order-placed`, to: 'anna@example.com' }]);
});

it('waits longer after each attempt', async () => {
  refuses = () => true;
  await scenario.publish(placed, order());
  await execute(`update notifications.mails set due_at = now() where order_id = '${orderId}'`);
  const attempts = () => execute(`select attempts from notifications.mails where order_id = '${orderId}'`);
  await expect.poll(attempts, { timeout: 25_000, interval: 200 }).toEqual([{ attempts: 2 }]);
  const [wait] = await execute(
    `select extract(epoch from due_at - created_at)::float as seconds from notifications.mails where order_id = '${orderId}'`,
  );
  expect(wait!['seconds']).toBeGreaterThanOrEqual(10);
  expect(await mailsOf(orderId)).toMatchObject([{ sentAt: null }]);
});

async function execute(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
