import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Deployment } from '@carveout/runtime';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createDatabase, startPrivatePostgres } from '../backing/index.ts';
import type { CreatedDatabase, PrivatePostgres } from '../backing/index.ts';
import { auditReader, auditWith, write } from '../conformance/fixture/audit.ts';
import type { auditContract } from '../conformance/fixture/audit.ts';
import { bankWith } from '../conformance/fixture/bank.ts';
import { client, tellerWith } from '../conformance/fixture/teller.ts';
import type { ClientCalls } from '../conformance/fixture/teller.ts';
import { need, testDatabase, testVhost } from '../vitest/index.ts';
import { linkedHosts, topologyOf } from './fixture/linked-hosts.ts';
import { soon } from './fixture/soon.ts';

/* The inbox is in the listener's database: while that is away, the broker goes on to deliver. */

need('postgres');
const shops = linkedHosts();
/** Their database is taken away. */
const hosts = linkedHosts({ connectWithinMs: 1_000 });
const worlds = [
  { fault: 'killed', vhost: testVhost(), database: testDatabase() },
  { fault: 'frozen', vhost: testVhost(), database: testDatabase() },
] as const;
const servers: { server: PrivatePostgres; database: CreatedDatabase }[] = [];
beforeAll(async () => {
  for (const { fault } of worlds) {
    const server = await startPrivatePostgres();
    servers.push({ server, database: await createDatabase(server, `inbox_${fault}`) });
  }
});
afterAll(async () => {
  for (const { server, database } of servers) {
    await database.drop().catch(() => undefined);
    await server.remove();
  }
});

const OUTAGE_MS = 15_000;
const LIMIT_MS = 10_000;
const TICK_MS = 50;

/** Holds a listener to its promise: it has handled something within the last 10 s, or is not ready. */
function watch(books: Deployment, handled: () => number): { readonly worst: number; stop(): void } {
  let [last, idle, worst] = [handled(), 0, 0];
  const timer = setInterval(() => {
    idle = books.ready() && handled() === last ? idle + 1 : 0;
    last = handled();
    worst = Math.max(worst, idle * TICK_MS);
  }, TICK_MS);
  return {
    get worst() {
      return worst;
    },
    stop: () => clearInterval(timer),
  };
}

async function outage(index: number): Promise<void> {
  const { fault, vhost, database } = worlds[index]!;
  const { server, database: inbox } = servers[index]!;
  let handled = 0;
  const audit = auditWith(async (payload, context) => {
    await write(payload, context);
    handled += 1;
  });
  const deployables = { shop: [client, tellerWith(), bankWith()], books: [audit, auditReader] };
  const topology = topologyOf(deployables);
  const books = await hosts.start('books', deployables.books, topology, {
    databaseUrl: inbox.url,
    brokerUrl: vhost.url,
  });
  const shop = await shops.start('shop', deployables.shop, topology, {
    databaseUrl: database.url,
    brokerUrl: vhost.url,
  });
  const amounts: number[] = [];
  const deposit = async (): Promise<void> => {
    amounts.push(amounts.length + 1);
    const { bank } = shop.callsAs('client') as ClientCalls;
    await bank.deposit({ account: 'a', amount: amounts.length });
  };
  const depositFor = async (ms: number): Promise<void> => {
    for (const until = Date.now() + ms; Date.now() < until; await sleep(200)) await deposit();
  };
  await deposit();
  await vi.waitFor(() => expect(handled).toBe(1), soon);
  const watched = watch(books, () => handled);
  const mend = await server.breakDown(fault);
  try {
    await depositFor(OUTAGE_MS);
    expect(books.ready()).toBe(false);
  } finally {
    await mend();
  }
  await depositFor(2_000);
  const heard = async (): Promise<number[]> => {
    const { audit: read } = books.callsAs('reader') as { audit: Client<typeof auditContract> };
    return (await read.heard({ account: 'a' })).amounts;
  };
  await vi.waitFor(async () => expect(await heard()).toEqual(amounts), soon);
  await vi.waitFor(() => expect(books.ready()).toBe(true), soon);
  watched.stop();
  expect(watched.worst).toBeLessThanOrEqual(LIMIT_MS);
}

it('a listener whose database is killed or frozen for 15 s is not ready, and then has each event once and in order', async () => {
  await Promise.all(worlds.map((_, index) => outage(index)));
}, 120_000);
