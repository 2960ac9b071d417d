import { randomBytes } from 'node:crypto';
import { createPostgresStore } from '@carveout/adapters/postgres';
import { createRabbitmq } from '@carveout/adapters/rabbitmq';
import { compose, oneProcess } from '@carveout/runtime';
import type { AssembledModule, Client, ComposeOptions, Deployment } from '@carveout/runtime';
import pino from 'pino';
import { afterEach, expect, it, vi } from 'vitest';
import { auditReader, auditWith } from '../conformance/fixture/audit.ts';
import type { auditContract } from '../conformance/fixture/audit.ts';
import { bankWith } from '../conformance/fixture/bank.ts';
import { client, tellerWith } from '../conformance/fixture/teller.ts';
import type { ClientCalls } from '../conformance/fixture/teller.ts';
import { testDatabase, testVhost } from '../vitest/index.ts';

const database = testDatabase();
const vhost = testVhost();
const log = pino({ level: 'silent' });
const shop = [client, tellerWith(), bankWith()];
const books = [auditWith(), auditReader];
const running: Deployment[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((deployment) => deployment.stop(2_000)));
});

/** One deployable of a topology, on the suite's database and broker. */
async function start(
  deployable: string,
  modules: readonly AssembledModule[],
  topology: ComposeOptions['topology'],
): Promise<Deployment> {
  const { calls, events } = createRabbitmq({
    url: vhost.url,
    host: `${deployable}-${randomBytes(3).toString('hex')}`,
    log,
  });
  const deployment = compose({
    deployable,
    topology,
    modules,
    callLinks: { rabbitmq: calls },
    eventLink: events,
    store: ({ contract, persistence }) =>
      createPostgresStore({
        module: contract.name,
        persistence: persistence!,
        url: database.url,
        log,
        production: false,
      }),
    log,
  });
  running.push(deployment);
  await deployment.start();
  return deployment;
}

async function stop(deployment: Deployment): Promise<void> {
  running.splice(running.indexOf(deployment), 1);
  await deployment.stop(5_000);
}

function named(name: string, modules: readonly AssembledModule[]) {
  return { ...oneProcess(modules, name).deployables[0]!, name };
}

it('events that wait in the broker when a module is absorbed are handled by its new host', async () => {
  const divided: ComposeOptions['topology'] = {
    ...oneProcess([...shop, ...books]),
    deployables: [named('shop', shop), named('books', books)],
    links: { commands: 'rabbitmq', queries: 'rabbitmq', events: 'rabbitmq' },
  };
  // The books have run once, so that their queues are there, and are away while the shop sells.
  await stop(await start('books', books, divided));
  const seller = await start('shop', shop, divided);
  const calls = seller.callsAs('client') as ClientCalls;
  for (const amount of [1, 2, 3]) await calls.bank.deposit({ account: 'a', amount });
  const outbox = seller.units.find(({ host }) => host.name === 'bank')!.host.store!.outbox;
  await vi.waitFor(async () => expect((await outbox.lag()).rows).toBe(0), { timeout: 20_000, interval: 50 });
  await stop(seller);

  // Moved back by the topology alone: one process, with the broker that was there.
  const together = [...shop, ...books];
  const whole = await start('all', together, { ...divided, deployables: [named('all', together)] });
  const heard = (): Promise<{ amounts: number[] }> =>
    (whole.callsAs('reader') as { audit: Client<typeof auditContract> }).audit.heard({ account: 'a' });
  await vi.waitFor(async () => expect((await heard()).amounts).toEqual([1, 2, 3]), { timeout: 20_000, interval: 50 });
});
