import amqp from 'amqplib';
import type { Channel, Message } from 'amqplib';
import { afterEach, expect, it, vi } from 'vitest';
import { soon } from '../runtime/fixture/soon.ts';
import { testDatabase, testVhost } from '../vitest/index.ts';
import { bankAndBooks, deposit, heard } from './fixture.ts';

const database = testDatabase();
const vhost = testVhost();
const hosts = bankAndBooks();
afterEach(() => void vi.restoreAllMocks());

it('opens another channel for each that the server closes, on a connection that lives on', async () => {
  const consuming = await channelsByQueue();
  const servers = { databaseUrl: database.url, brokerUrl: vhost.url };
  const books = await hosts.startBooks(servers);
  const shop = await hosts.startShop(servers);
  await deposit(shop, 'closed', 1);
  await vi.waitFor(async () => expect(await heard(books, 'closed')).toEqual([1]), soon);
  const queues = [...consuming.keys()].filter((name) => /\.audit\.events\.on-deposited\.\d$|\.bank\.calls$/.test(name));
  expect(queues).toHaveLength(5);
  for (const queue of queues) {
    const channel = consuming.get(queue)!;
    // A delivery that the broker never made: it answers 406 and closes the channel.
    channel.ack({ fields: { deliveryTag: 4_711 } } as Message);
    await vi.waitFor(() => expect(consuming.get(queue)).not.toBe(channel), soon);
  }
  await deposit(shop, 'closed', 2, 3);
  await vi.waitFor(async () => expect(await heard(books, 'closed')).toEqual([1, 2, 3]), soon);
  await vi.waitFor(() => expect([books.ready(), shop.ready()]).toEqual([true, true]), soon);
});

/** The channel that last began to consume each queue, kept up to date. */
async function channelsByQueue(): Promise<Map<string, Channel>> {
  const connection = await amqp.connect(vhost.url);
  const prototype = Object.getPrototypeOf(await connection.createChannel()) as Channel;
  await connection.close();
  const channels = new Map<string, Channel>();
  const { consume } = prototype;
  vi.spyOn(prototype, 'consume').mockImplementation(function (this: Channel, queue, callback, options) {
    channels.set(queue, this);
    return consume.call(this, queue, callback, options);
  });
  return channels;
}
