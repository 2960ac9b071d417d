import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createDatabase, startPrivatePostgres } from '../backing/index.ts';
import type { CreatedDatabase, PrivatePostgres } from '../backing/index.ts';
import { auditWith, write } from '../conformance/fixture/audit.ts';
import { latch } from '../conformance/fixture/latch.ts';
import { need, testVhost } from '../vitest/index.ts';
import { bankAndBooks, deposit, heard } from './fixture.ts';
import { soon } from '../runtime/fixture/soon.ts';

need('postgres');
const vhost = testVhost();
const hosts = bankAndBooks();
let server: PrivatePostgres;
let database: CreatedDatabase;
beforeAll(async () => {
  server = await startPrivatePostgres();
  database = await createDatabase(server, 'outage');
});
afterAll(async () => {
  await database?.drop();
  await server?.remove();
});

const OUTAGE_MS = 400;
const EVENTS = 200;

it.each(['frozen', 'killed'] as const)(
  'every delivery is handled on the live consumer after 400 ms with its database %s',
  async (how) => {
    const servers = { databaseUrl: database.url, brokerUrl: vhost.url };
    const account = `outage-${how}`;
    const outage = latch();
    let written = 0;
    const audit = auditWith(async (payload, context) => {
      await outage.opened;
      await write(payload, context);
      written += 1;
    });
    const books = await hosts.startBooks(servers, audit);
    const shop = await hosts.startShop(servers);
    const amounts = Array.from({ length: EVENTS }, (_, index) => index + 1);
    await deposit(shop, account, ...amounts);
    const mend = await server.breakDown(how);
    // All of them are in the broker's queue or in the consumer's hands by now, and none is written.
    outage.open();
    await sleep(OUTAGE_MS);
    expect(written).toBe(0);
    await mend();
    await vi.waitFor(async () => expect(await heard(books, account)).toEqual(amounts), soon);
    await vi.waitFor(() => expect(books.ready()).toBe(true), soon);
    await deposit(shop, account, EVENTS + 1);
    await vi.waitFor(async () => expect(await heard(books, account)).toHaveLength(EVENTS + 1), soon);
  },
);
