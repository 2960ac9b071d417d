import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createVhost } from '@carveout/testing/backing';
import { testVhost } from '@carveout/testing/vitest';
import type { DeliveryOutcome, EventMessage, Subscription } from '@carveout/runtime';
import { expect, it, onTestFinished } from 'vitest';
import { byHand } from '../fixture/by-hand.ts';
import { eventually } from '../fixture/eventually.ts';
import { event, linkMaker } from '../fixture/links.ts';
import type { Rabbitmq } from '../index.ts';

const vhost = testVhost();
const links = linkMaker();
const done: DeliveryOutcome = { kind: 'done' };
const heard: Subscription = {
  module: 'emptied',
  listener: 'on-happened',
  source: { module: 'source-of-emptied', event: 'happened', version: 1 },
};

/** A vhost that can be emptied: whoever was connected to it is sent away, and finds it without queues and exchanges. */
async function openBroker() {
  const name = `emptied_${randomBytes(4).toString('hex')}`;
  const make = () => createVhost({ url: vhost.url, managementUrl: vhost.managementUrl }, name);
  const first = await make();
  onTestFinished(() => first.drop());
  return {
    url: first.url,
    /** Once all of these have noticed that it is gone. */
    empty: async (...connected: readonly Rabbitmq[]) => {
      await first.drop();
      await eventually('all have lost it', () => connected.every(({ events }) => events.health() !== undefined));
      await make();
    },
  };
}

async function openPublisher(url: string): Promise<Rabbitmq> {
  const publisher = links(url);
  await publisher.events.start(['source-of-emptied', 'emptied']);
  await publisher.events.subscribed('source-of-emptied');
  return publisher;
}

async function openListener(url: string, seen: unknown[]): Promise<Rabbitmq> {
  const host = links(url);
  await host.events.start();
  await host.events.subscribe(heard, async ({ payload }) => {
    seen.push(payload);
    return done;
  });
  await host.events.subscribed('emptied');
  return host;
}

/** As the outbox does: again under the same id until it is confirmed. */
const untilConfirmed = ({ events }: Rabbitmq, message: EventMessage): Promise<void> =>
  eventually('it is confirmed', () =>
    events.publish(message).then(
      () => true,
      () => false,
    ),
  );

/** Nobody hears it: with it the publisher learns that every module has said what it hears. */
const unheard = (): EventMessage => ({ ...event('source-of-emptied', 'k', 0), event: 'unheard' });

it('keeps what is published to a broker that has forgotten everything until its listener is back', async () => {
  const { url, empty } = await openBroker();
  const publisher = await openPublisher(url);
  const seen: unknown[] = [];
  const host = await openListener(url, seen);
  await untilConfirmed(publisher, event('source-of-emptied', 'k', 1));
  await eventually('it arrived', () => seen.length === 1);
  await untilConfirmed(publisher, unheard());
  await host.events.stop(1_000);
  await empty(publisher);
  await eventually('the publisher is back', () => publisher.events.health() === undefined);

  const kept = event('source-of-emptied', 'k', 2);
  // The first ones find no channel yet, and no exchange.
  for (let attempt = 0; attempt < 20; attempt += 1) {
    await expect(publisher.events.publish(kept)).rejects.toMatchObject({ code: 'CARV-412' });
    await sleep(100);
  }
  await openListener(url, seen);
  await untilConfirmed(publisher, kept);
  await eventually('it arrived, too', () => seen.length === 2);
  expect(seen).toEqual([1, 2]);
});

it('loses nothing while publisher and listener come back to it, whoever is first', async () => {
  const { url, empty } = await openBroker();
  const publisher = await openPublisher(url);
  const seen: unknown[] = [];
  const host = await openListener(url, seen);
  await untilConfirmed(publisher, event('source-of-emptied', 'k', 0));
  await untilConfirmed(publisher, unheard());
  await empty(publisher, host);
  for (let number = 1; number <= 20; number += 1)
    await untilConfirmed(publisher, event('source-of-emptied', 'k', number));
  await eventually('all arrived', () => new Set(seen).size === 21);
  expect([...new Set(seen)]).toEqual(Array.from({ length: 21 }, (_, index) => index));
});

it('says anew what a module hears when it says that the module listens', async () => {
  const host = links(vhost.url, { limits: { consumersMs: 600_000 } });
  await host.events.start();
  await host.events.subscribe(heard, async () => done);
  // Forgotten between the subscription and the word that there are no more.
  const mark = 'carveout.source-of-emptied.events.happened.v1.heard';
  await byHand(vhost.url, (channel) => channel.deleteExchange(mark));
  await host.events.subscribed('emptied');
  await byHand(vhost.url, (channel) => channel.checkExchange(mark));
});
