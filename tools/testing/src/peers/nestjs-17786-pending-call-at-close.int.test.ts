import { expect, it } from 'vitest';
import { bankWith } from '../conformance/fixture/bank.ts';
import { latch, rejection } from '../conformance/fixture/latch.ts';
import { client, tellerWith } from '../conformance/fixture/teller.ts';
import type { ClientCalls } from '../conformance/fixture/teller.ts';
import { linkedHosts, topologyOf } from '../runtime/fixture/linked-hosts.ts';
import { testDatabase, testVhost } from '../vitest/index.ts';

const database = testDatabase();
const vhost = testVhost();
const hosts = linkedHosts();
const GRACE_MS = 500;

it('a call under way when its caller closes settles, and says that it may have run', async () => {
  const servers = { databaseUrl: database.url, brokerUrl: vhost.url };
  const [reached, released] = [latch(), latch()];
  const bank = [
    bankWith({
      deposit: async (entry) => {
        reached.open();
        await released.opened;
        return { account: entry.account, balance: 0, echo: entry };
      },
    }),
  ];
  const callers = [client, tellerWith()];
  const topology = topologyOf({ bank, callers });
  await hosts.start('bank', bank, topology, servers);
  const caller = await hosts.start('callers', callers, topology, servers);
  const { bank: calls } = caller.callsAs('client', { deadline: Date.now() + 60_000 }) as ClientCalls;
  const pending = rejection(calls.deposit({ account: 'a', amount: 1 }, { timeout: 60_000 }));
  await reached.opened;
  await hosts.stop(caller, GRACE_MS);
  // Long before its deadline.
  expect(await pending).toMatchObject({ kind: 'outcome-unknown' });
  released.open();
});
