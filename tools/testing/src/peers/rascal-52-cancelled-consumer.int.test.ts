import amqp from 'amqplib';
import { expect, it, vi } from 'vitest';
import { soon } from '../runtime/fixture/soon.ts';
import { testDatabase, testVhost } from '../vitest/index.ts';
import { bankAndBooks, deposit, heard } from './fixture.ts';

const database = testDatabase();
const vhost = testVhost();
const hosts = bankAndBooks();

it('consumes again when the server cancels its consumers, since their queues were deleted', async () => {
  const servers = { databaseUrl: database.url, brokerUrl: vhost.url };
  const books = await hosts.startBooks(servers);
  const shop = await hosts.startShop(servers);
  await deposit(shop, 'cancelled', 1);
  await vi.waitFor(async () => expect(await heard(books, 'cancelled')).toEqual([1]), soon);
  const connection = await amqp.connect(vhost.url);
  const channel = await connection.createChannel();
  for (let partition = 0; partition < 4; partition++)
    await channel.deleteQueue(`carveout.audit.events.on-deposited.${partition}`);
  await connection.close();
  await deposit(shop, 'cancelled', 2, 3);
  await vi.waitFor(async () => expect(await heard(books, 'cancelled')).toEqual([1, 2, 3]), soon);
  await vi.waitFor(() => expect(books.ready()).toBe(true), soon);
});
