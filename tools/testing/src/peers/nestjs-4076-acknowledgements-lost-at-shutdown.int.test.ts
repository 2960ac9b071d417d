import amqp from 'amqplib';
import { expect, it, vi } from 'vitest';
import { auditWith, write } from '../conformance/fixture/audit.ts';
import { latch } from '../conformance/fixture/latch.ts';
import { soon } from '../runtime/fixture/soon.ts';
import { testDatabase, testVhost } from '../vitest/index.ts';
import { bankAndBooks, deposit, heard } from './fixture.ts';

const database = testDatabase();
const vhost = testVhost();
const hosts = bankAndBooks();

// Acknowledgements are written in batches: all of one batch are due at the stop, whatever its size.
it.each([1, 2, 7, 40])(
  'of %i that end during the stop leaves none with the broker, and does none twice',
  async (size) => {
    const servers = { databaseUrl: database.url, brokerUrl: vhost.url };
    const runs: string[] = [];
    const stops = latch();
    const counting = auditWith(async (payload, context) => {
      runs.push(payload.account);
      await stops.opened;
      await write(payload, context);
    });
    const books = await hosts.startBooks(servers, counting);
    const shop = await hosts.startShop(servers);
    // An account each, so that none waits for another.
    const accounts = Array.from({ length: size }, (_, index) => `${size}-${index}`);
    for (const account of accounts) await deposit(shop, account, 1);
    await vi.waitFor(() => expect(runs.toSorted()).toEqual(accounts.toSorted()), soon);
    const stopped = hosts.stop(books, 60_000);
    await vi.waitFor(() => expect(books.ready()).toBe(false), soon);
    stops.open();
    await stopped;
    const connection = await amqp.connect(vhost.url);
    const channel = await connection.createChannel();
    const left: number[] = [];
    for (let partition = 0; partition < 4; partition++)
      left.push((await channel.checkQueue(`carveout.audit.events.on-deposited.${partition}`)).messageCount);
    await connection.close();
    expect(left).toEqual([0, 0, 0, 0]);
    const again = await hosts.startBooks(servers, counting);
    const [first] = accounts as [string];
    await deposit(shop, first, 2);
    await vi.waitFor(async () => expect(await heard(again, first)).toEqual([1, 2]), soon);
    expect(runs.toSorted()).toEqual([...accounts, first].toSorted());
  },
);
