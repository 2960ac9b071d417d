import { randomBytes } from 'node:crypto';
import { createPostgresStore } from '@carveout/adapters/postgres';
import { createRabbitmq } from '@carveout/adapters/rabbitmq';
import { compose, oneProcess } from '@carveout/runtime';
import type { Deployment, EventMessage, Store } from '@carveout/runtime';
import { connect } from 'amqplib';
import type { ConfirmChannel } from 'amqplib';
import pino from 'pino';
import { afterEach, expect, it, vi } from 'vitest';
import { auditWith } from '../conformance/fixture/audit.ts';
import { bankWith } from '../conformance/fixture/bank.ts';
import { message } from '../conformance/store/samples.ts';
import { testDatabase, testVhost } from '../vitest/index.ts';
import { soon } from './fixture/soon.ts';

const database = testDatabase();
const vhost = testVhost();
const log = pino({ level: 'silent' });
const modules = [bankWith(), auditWith()];
const running: Deployment[] = [];
afterEach(() => Promise.all(running.splice(0).map((deployment) => deployment.stop(2_000))));

async function start(): Promise<{ readonly deployment: Deployment; readonly store: Store }> {
  const host = `all-${randomBytes(3).toString('hex')}`;
  const deployment = compose({
    deployable: 'all',
    topology: oneProcess(modules),
    modules,
    eventLink: createRabbitmq({ url: vhost.url, host, log, partitions: 1 }).events,
    store: ({ contract: { name }, persistence }) =>
      createPostgresStore({ module: name, persistence: persistence!, url: database.url, log, production: false }),
    log,
  });
  running.push(deployment);
  await deployment.start();
  return { deployment, store: deployment.units.find((unit) => unit.host.name === 'audit')!.host.store! };
}

async function atBroker(work: (channel: ConfirmChannel) => Promise<void>): Promise<void> {
  const connection = await connect(vhost.url);
  const channel = await connection.createConfirmChannel();
  await work(channel);
  await channel.waitForConfirms();
  await channel.close();
  await connection.close();
}

it('what the broker set aside, and what nobody can read, ends up among the dead letters of the module, once', async () => {
  const { deployment } = await start();
  await deployment.stop(2_000);
  const event: EventMessage = { ...message('k', { account: 'k', amount: 1 }), module: 'bank', event: 'deposited' };
  const exchange = 'carveout.bank.events';
  await atBroker(async (channel) => {
    channel.publish(exchange, 'deposited.v1.s0', Buffer.from(JSON.stringify(event)));
    const { promise: rejected, resolve } = Promise.withResolvers<void>();
    const { consumerTag } = await channel.consume('carveout.audit.events.on-deposited.0', (got) => {
      channel.nack(got!, false, false);
      resolve();
    });
    await rejected;
    await channel.cancel(consumerTag);
    channel.publish(exchange, 'deposited.v1.s0', Buffer.from('no event'));
  });

  const { store } = await start();
  const letters = async () => (await store.deadLetters.list(10)).toSorted((a, b) => a.reason.localeCompare(b.reason));
  await vi.waitFor(async () => expect(await letters()).toHaveLength(2), soon);
  expect(await letters()).toMatchObject([
    {
      ...{ listener: 'on-deposited', event: undefined, reason: expect.stringMatching(/^it cannot be read/) },
      ...{ origin: { link: 'rabbitmq', deployable: 'all' }, message: expect.stringMatching(/^sha256-/) },
    },
    {
      ...{ message: event.id, listener: 'on-deposited', event: 'bank.deposited.v1', key: 'k' },
      ...{ reason: 'set aside by the broker: rejected', origin: { queue: 'carveout.audit.events.on-deposited.0' } },
    },
  ]);
  // The drain may hand over the same letter again.
  await atBroker(async (channel) => {
    const headers = { 'x-carveout-listener': 'audit.on-deposited', 'x-carveout-reason': 'again' };
    channel.publish('carveout.audit.dead-letters', '', Buffer.from(JSON.stringify(event)), { headers });
  });
  await vi.waitFor(async () => {
    await atBroker(async (channel) => {
      expect((await channel.checkQueue('carveout.audit.dead-letters')).messageCount).toBe(0);
    });
  }, soon);
  expect(await letters()).toMatchObject([{}, { reason: 'set aside by the broker: rejected' }]);

  expect(await store.deadLetters.replay({})).toEqual({ replaying: 1, unreadable: 1 });
  await vi.waitFor(async () => expect(await letters()).toHaveLength(1), soon);
  expect(await store.isHandled({ message: event.id, listener: 'on-deposited' })).toBe(true);
});
