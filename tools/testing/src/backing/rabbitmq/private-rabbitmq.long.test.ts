import { connect } from 'amqplib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { need } from '../../vitest/index.ts';
import { identify } from '../joining/process-identity.ts';
import { listenersOf } from '../processes/listeners.fixture.ts';
import { rabbitmqAnswers } from './answers.ts';
import { management } from './management.ts';
import type { PrivateRabbitmq } from './private-rabbitmq.ts';
import { startPrivateRabbitmq } from './private-rabbitmq.ts';

need('private-rabbitmq');
let broker: PrivateRabbitmq;

beforeAll(async () => {
  broker = await startPrivateRabbitmq();
});

afterAll(() => broker?.remove());

it('listens on 127.0.0.1 alone', () => {
  const listeners = listenersOf(broker.pid);
  expect(listeners).toContain(`127.0.0.1:${broker.port}`);
  expect(listeners.filter((address) => !address.startsWith('127.0.0.1:'))).toEqual([]);
});

it('comes back on the same port with confirmed messages after a kill', async () => {
  const before = await connect(broker.url);
  before.on('error', () => undefined);
  const channel = await before.createConfirmChannel();
  channel.on('error', () => undefined);
  await channel.assertQueue('kept', { durable: true });
  channel.sendToQueue('kept', Buffer.from('still here'), { persistent: true });
  await channel.waitForConfirms();
  // Confirms cover the message. The queue's declaration is in Mnesia's log, which goes to disk a moment later.
  await broker.ctl('eval', 'mnesia:sync_log().');
  const killed = broker.pid;
  await broker.kill();
  expect(identify(killed)).toBeUndefined();
  expect(await rabbitmqAnswers(broker.url, undefined)).toBe(false);
  await broker.start();
  expect(broker.pid).not.toBe(killed);
  const after = await connect(broker.url);
  const message = await (await after.createChannel()).get('kept', { noAck: true });
  expect(message && message.content.toString()).toBe('still here');
  await after.close();
}, 90_000);

it('tells about itself through the management API and rabbitmqctl', async () => {
  const api = management(broker.managementUrl);
  expect(await api.get('/whoami')).toMatchObject({ name: 'carveout' });
  await expect(api.get('/vhosts/none')).rejects.toMatchObject({ code: 'CARV-491' });
  expect(await broker.ctl('list_vhosts', '--silent')).toContain('/');
});
