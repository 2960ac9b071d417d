import type { Client } from '@carveout/runtime';
import { expect, it, vi } from 'vitest';
import { auditReader, auditWith } from '../conformance/fixture/audit.ts';
import type { auditContract } from '../conformance/fixture/audit.ts';
import { bankWith } from '../conformance/fixture/bank.ts';
import { client, tellerWith } from '../conformance/fixture/teller.ts';
import type { ClientCalls } from '../conformance/fixture/teller.ts';
import { testDatabase, testVhost } from '../vitest/index.ts';
import { linkedHosts, topologyOf } from './fixture/linked-hosts.ts';
import { soon } from './fixture/soon.ts';

const database = testDatabase();
const vhost = testVhost();
const hosts = linkedHosts();
const shop = [client, tellerWith(), bankWith()];
const books = [auditWith(), auditReader];

it('events that wait in the broker when a module is absorbed are handled by its new host', async () => {
  const servers = { databaseUrl: database.url, brokerUrl: vhost.url };
  const divided = topologyOf({ shop, books });
  // The books have run once, so that their queues are there, and are away while the shop sells.
  await hosts.stop(await hosts.start('books', books, divided, servers));
  const seller = await hosts.start('shop', shop, divided, servers);
  const calls = seller.callsAs('client') as ClientCalls;
  for (const amount of [1, 2, 3]) await calls.bank.deposit({ account: 'a', amount });
  const outbox = seller.units.find(({ host }) => host.name === 'bank')!.host.store!.outbox;
  await vi.waitFor(async () => expect((await outbox.lag()).rows).toBe(0), soon);
  await hosts.stop(seller);

  // Moved back by the topology alone: one process, with the broker that was there.
  const together = [...shop, ...books];
  const whole = await hosts.start('all', together, topologyOf({ all: together }), servers);
  const heard = (): Promise<{ amounts: number[] }> =>
    (whole.callsAs('reader') as { audit: Client<typeof auditContract> }).audit.heard({ account: 'a' });
  await vi.waitFor(async () => expect((await heard()).amounts).toEqual([1, 2, 3]), soon);
});
