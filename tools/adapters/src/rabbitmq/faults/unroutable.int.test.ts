import { testVhost } from '@carveout/testing/vitest';
import type { DeliveryOutcome, EventMessage, Subscription } from '@carveout/runtime';
import { expect, it } from 'vitest';
import { byHand } from '../fixture/by-hand.ts';
import { eventually } from '../fixture/eventually.ts';
import { event, linkMaker } from '../fixture/links.ts';
import { news, queueOf, watchMaker } from '../fixture/watch.ts';
import type { Rabbitmq } from '../index.ts';

const vhost = testVhost();
const links = linkMaker();
const watch = watchMaker();
const done: DeliveryOutcome = { kind: 'done' };

function listening(module: string): Subscription {
  return { module, listener: 'on-happened', source: { module: `source-of-${module}`, event: 'happened', version: 1 } };
}

/** As the outbox does: again under the same id until it is confirmed, and its successors after that. */
async function publishInOrder({ events }: Rabbitmq, messages: readonly EventMessage[]): Promise<void> {
  for (const message of messages)
    await eventually('it is confirmed', () =>
      events.publish(message).then(
        () => true,
        () => false,
      ),
    );
}

const numbered = (module: string, count: number): EventMessage[] =>
  Array.from({ length: count }, (_, index) => event(module, 'k', index));

it('keeps events from before any module had the time to subscribe, and their order', async () => {
  const publisher = links(vhost.url);
  await publisher.events.start(['source-of-late', 'late']);
  await publisher.events.subscribed('source-of-late');
  const outcomes = await Promise.allSettled(numbered('source-of-late', 5).map((one) => publisher.events.publish(one)));
  for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'CARV-412' } });
  const published = publishInOrder(publisher, numbered('source-of-late', 20));
  const host = links(vhost.url);
  await host.events.start();
  const seen: unknown[] = [];
  await host.events.subscribe(listening('late'), async ({ payload }) => {
    seen.push(payload);
    return done;
  });
  await host.events.subscribed('late');
  await published;
  await eventually('all arrived', () => seen.length === 20);
  expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

it('lets an event go that no module of the topology listens to, once all have subscribed', async () => {
  const publisher = links(vhost.url);
  const deaf = links(vhost.url);
  await Promise.all([publisher.events.start(['unheard', 'deaf']), deaf.events.start()]);
  await publisher.events.subscribed('unheard');
  const messages = numbered('unheard', 50);
  await expect(publisher.events.publish(messages[0]!)).rejects.toMatchObject({ code: 'CARV-412' });
  await deaf.events.subscribed('deaf');
  await publishInOrder(publisher, messages.slice(0, 1));
  await Promise.all(messages.map((one) => publisher.events.publish(one)));
});

it('loses nothing that is published while the queue of a listener is deleted', async () => {
  const publisher = links(vhost.url);
  await publisher.events.start();
  const first = links(vhost.url, { partitions: 2 });
  await first.events.start();
  const subscribed = await first.events.subscribe(listening('deleted'), async () => done);
  await publisher.events.publish(event('source-of-deleted', 'k', 'before'));
  await subscribed.close();
  await byHand(vhost.url, async (channel) => {
    for (const partition of [0, 1]) await channel.deleteQueue(`carveout.deleted.events.on-happened.${partition}`);
  });
  const outcomes = await Promise.allSettled(
    numbered('source-of-deleted', 10).map((one) => publisher.events.publish(one)),
  );
  for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'CARV-412' } });
  const published = publishInOrder(publisher, numbered('source-of-deleted', 10));
  const seen: unknown[] = [];
  await first.events.subscribe(listening('deleted'), async ({ payload }) => {
    seen.push(payload);
    return done;
  });
  await published;
  await eventually('all arrived', () => seen.length >= 10);
  expect(seen).toEqual(Array.from({ length: 10 }, (_, index) => index));
});

it('loses nothing after the queue of a running listener was deleted', async () => {
  const publisher = links(vhost.url);
  const host = links(vhost.url, { partitions: 1 });
  await Promise.all([publisher.events.start(), host.events.start()]);
  const seen: unknown[] = [];
  const hear = async ({ payload }: EventMessage): Promise<DeliveryOutcome> => {
    seen.push(payload);
    return done;
  };
  const watched = await watch({ caller: publisher, host, module: 'live', what: ['events'], hear });
  for (let round = 0; round < 5; round += 1) {
    await byHand(vhost.url, (channel) => channel.deleteQueue(queueOf('live')));
    await publishInOrder(
      publisher,
      Array.from({ length: 20 }, (_, index) => news('live', index)),
    );
    await eventually('all of the round arrived', () => seen.length === (round + 1) * 20);
  }
  await watched.worksAgain();
});
