import { management } from '@carveout/testing/backing';
import { testVhost } from '@carveout/testing/vitest';
import type { DeliveryOutcome, EventMessage } from '@carveout/runtime';
import { expect, it } from 'vitest';
import { amqpProxyMaker, methods } from '../fixture/amqp-proxy.ts';
import { byHand, takeOne } from '../fixture/by-hand.ts';
import { eventually } from '../fixture/eventually.ts';
import { linkMaker } from '../fixture/links.ts';
import { news, queueOf, sourceOf, watchMaker } from '../fixture/watch.ts';
import type { Rabbitmq } from '../index.ts';

/*
 * RabbitMQ 4 sets a limit of 20 where a queue has none, 3.x sets none; 3.10 counts a `nack`, 4.3 does not. So the limit
 * is declared with the queue, far away, and the adapter gives nothing back message by message.
 */

const vhost = testVhost();
const links = linkMaker();
const proxies = amqpProxyMaker();
const watch = watchMaker();

/** Gives the one message of a listener's queue back, so many times. */
async function giveBack(module: string, times: number): Promise<void> {
  let deliveries = 0;
  await byHand(vhost.url, async (channel) => {
    await channel.prefetch(1);
    await channel.consume(queueOf(module), (message) => {
      deliveries += 1;
      if (message !== null && deliveries <= times) channel.reject(message, true);
    });
    await eventually('it was given back as often as it should be', () => deliveries >= times, 60_000);
    await channel.checkQueue(queueOf(module));
  });
}

/** Publishes one event to a listener that is not there any more, and whose queues are. */
async function publishTo(module: string, caller: Rabbitmq, host: Rabbitmq): Promise<EventMessage> {
  await Promise.all([caller.events.start(), host.events.start()]);
  const source = { module: sourceOf(module), event: 'happened', version: 1 };
  const subscription = { module, listener: 'on-happened', source };
  await (await host.events.subscribe(subscription, async () => ({ kind: 'done' }))).close();
  const message = news(module, 'patient');
  await caller.events.publish(message);
  return message;
}

/* RabbitMQ 3.x has no limit unless one is declared, 4.x has one of 20; that ours is declared, events.int.test.ts checks. */
it('an event that was given back 30 times is handled all the same', async () => {
  const [caller, host] = [links(vhost.url), links(vhost.url, { partitions: 1 })];
  const message = await publishTo('patient', caller, host);
  await giveBack('patient', 30);
  const seen: string[] = [];
  const hear = async ({ id }: EventMessage): Promise<DeliveryOutcome> => {
    seen.push(id);
    return { kind: 'done' };
  };
  const watched = await watch({ caller, host, module: 'patient', what: ['events'], hear });
  await eventually('it is handled', () => seen.length === 1);
  expect(seen).toEqual([message.id]);
  await watched.worksAgain();
});

it('an event that reaches a limit which somebody has lowered is a dead letter, and the next one is handled', async () => {
  const [caller, host] = [links(vhost.url), links(vhost.url, { partitions: 1 })];
  await management(vhost.managementUrl).put(`/policies/${vhost.name}/lowered`, {
    pattern: String.raw`^carveout\.lowered\.events\.`,
    definition: { 'delivery-limit': 3 },
    'apply-to': 'queues',
  });
  const message = await publishTo('lowered', caller, host);
  await giveBack('lowered', 4);
  let letter: Awaited<ReturnType<typeof takeOne>> = false;
  await eventually('it is a dead letter', async () => {
    letter = await takeOne(vhost.url, 'carveout.lowered.dead-letters');
    return letter !== false;
  });
  const death = { reason: 'delivery_limit', queue: queueOf('lowered') };
  expect(letter).toMatchObject({ properties: { messageId: message.id, headers: { 'x-death': [death] } } });
  const watched = await watch({ caller, host, module: 'lowered', what: ['events'] });
  await watched.worksAgain();
});

it('gives nothing back message by message, whatever a listener says', async () => {
  const way = await proxies(vhost.url);
  const [caller, host] = [links(vhost.url), links(way.url, { partitions: 1 })];
  await Promise.all([caller.events.start(), host.events.start()]);
  const outcomes: (() => DeliveryOutcome)[] = [
    () => ({ kind: 'return' }),
    () => {
      throw new Error('planted');
    },
    () => ({ kind: 'set-aside', reason: 'planted' }),
  ];
  let heard = 0;
  const hear = async (): Promise<DeliveryOutcome> => {
    heard += 1;
    return outcomes.shift()?.() ?? { kind: 'done' };
  };
  const watched = await watch({ caller, host, module: 'given-back', what: ['events'], hear });
  await caller.events.publish(news('given-back', 1));
  await eventually('it was set aside at its third delivery', () => heard === 3);
  await watched.worksAgain();
  for (const method of [methods.BasicNack, methods.BasicReject, methods.BasicRecover])
    expect(way.seen('to-broker', method)).toBe(0);
});
