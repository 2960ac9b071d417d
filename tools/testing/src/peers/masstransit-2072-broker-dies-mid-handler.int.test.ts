import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startPrivateRabbitmq } from '../backing/index.ts';
import type { PrivateRabbitmq } from '../backing/index.ts';
import { auditWith, write } from '../conformance/fixture/audit.ts';
import { latch } from '../conformance/fixture/latch.ts';
import { need, testDatabase } from '../vitest/index.ts';
import { bankAndBooks, deposit, heard } from './fixture.ts';

need('private-rabbitmq');
const database = testDatabase();
const hosts = bankAndBooks();
let broker: PrivateRabbitmq;
beforeAll(async () => {
  broker = await startPrivateRabbitmq();
});
afterAll(() => broker?.remove());

const late = { timeout: 120_000, interval: 100 };

it('consumes again after the broker was killed under a running handler, whose effect happens once', async () => {
  const servers = { databaseUrl: database.url, brokerUrl: broker.url };
  const [reached, released] = [latch(), latch()];
  let runs = 0;
  const audit = auditWith(async (payload, context) => {
    runs += 1;
    if (payload.amount === 1) {
      reached.open();
      await released.opened;
    }
    await write(payload, context);
  });
  const books = await hosts.startBooks(servers, audit);
  const shop = await hosts.startShop(servers);
  // RabbitMQ 3.10 writes a new queue's place in its directory down after half a second or more: killed before that, it
  // comes back with a queue that has no leader.
  await broker.ctl('eval', '[dets:sync(Table) || Table <- dets:all()].');
  await deposit(shop, 'mid-handler', 1);
  await reached.opened;
  await broker.kill('SIGKILL');
  await vi.waitFor(() => expect(books.ready()).toBe(false), late);
  released.open();
  await broker.start();
  await deposit(shop, 'mid-handler', 2, 3);
  await vi.waitFor(async () => expect(await heard(books, 'mid-handler')).toEqual([1, 2, 3]), late);
  await vi.waitFor(() => expect(books.ready()).toBe(true), late);
  // The first one came again, and found its mark.
  expect(runs).toBe(3);
}, 400_000);
