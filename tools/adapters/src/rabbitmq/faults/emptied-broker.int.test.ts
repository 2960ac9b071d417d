import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createVhost } from '@carveout/testing/backing';
import { testVhost } from '@carveout/testing/vitest';
import type { DeliveryOutcome, EventMessage, Subscription } from '@carveout/runtime';
import type { Channel } from 'amqplib';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { proxyMaker } from '../fixture/broker-proxy.ts';
import { byHand } from '../fixture/by-hand.ts';
import { eventually } from '../fixture/eventually.ts';
import { event, linkMaker, silent } from '../fixture/links.ts';
import type { Rabbitmq } from '../index.ts';

const vhost = testVhost();
const links = linkMaker();
const proxies = proxyMaker();
afterEach(() => void vi.restoreAllMocks());
const done: DeliveryOutcome = { kind: 'done' };
const heardBy = (module: string): Subscription => ({
  module,
  listener: 'on-happened',
  source: { module: 'source-of-emptied', event: 'happened', version: 1 },
});

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

async function openPublisher(url: string, ...others: readonly string[]): Promise<Rabbitmq> {
  const publisher = links(url, { limits: { listeningMs: 600_000 } });
  await publisher.events.start(['source-of-emptied', 'emptied', ...others]);
  await publisher.events.subscribed('source-of-emptied');
  return publisher;
}

async function openListener(url: string, seen: unknown[], module = 'emptied'): Promise<Rabbitmq> {
  const host = links(url);
  await host.events.start();
  await host.events.subscribe(heardBy(module), async ({ payload }) => {
    seen.push(payload);
    return done;
  });
  await host.events.subscribed(module);
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

it('confirms nothing until each of two listening modules has bound its queues anew', async () => {
  const { url, empty } = await openBroker();
  const way = await proxies(url);
  const publisher = await openPublisher(url, 'second');
  const [seen, seenBySecond]: [unknown[], unknown[]] = [[], []];
  const first = await openListener(url, seen);
  const second = await openListener(way.url, seenBySecond, 'second');
  await untilConfirmed(publisher, event('source-of-emptied', 'k', 0));
  await eventually('both have it', () => seen.length === 1 && seenBySecond.length === 1);
  way.refuse(true);
  await empty(publisher, first, second);
  await eventually('the publisher is back', () => publisher.events.health() === undefined);
  await eventually('the first is back, and has said so', () =>
    byHand(url, (channel) => channel.checkExchange('carveout.emptied.events.listening')).then(
      () => first.events.health() === undefined,
      () => false,
    ),
  );

  const kept = event('source-of-emptied', 'k', 1);
  for (let attempt = 0; attempt < 20; attempt += 1) {
    await expect(publisher.events.publish(kept)).rejects.toMatchObject({
      code: 'CARV-412',
      message: expect.stringContaining("module 'second' has not said") as string,
    });
    await sleep(100);
  }
  expect(seen).toEqual([0]);
  way.refuse(false);
  await untilConfirmed(publisher, kept);
  await eventually('both have that, too', () => seen.includes(1) && seenBySecond.includes(1));
});

it('waits no longer than it is told to for a module that never comes, except with what no queue takes', async () => {
  const { url } = await openBroker();
  const warnings: unknown[] = [];
  const log = { ...silent, warn: (...args: unknown[]) => void warnings.push(args) };
  const publisher = links(url, { log, limits: { listeningMs: 2_000 } });
  await publisher.events.start(['source-of-emptied', 'emptied', 'never']);
  await publisher.events.subscribed('source-of-emptied');
  const seen: unknown[] = [];
  await openListener(url, seen);
  for (const number of [1, 2]) await untilConfirmed(publisher, event('source-of-emptied', 'k', number));
  await eventually('they arrived', () => seen.length === 2);
  expect(warnings).toContainEqual([{ missing: 'never' }, expect.stringContaining('events wait no longer')]);
  await expect(publisher.events.publish(unheard())).rejects.toMatchObject({ code: 'CARV-412' });
});

it('says that a module listens only when its queues are bound', async () => {
  const { url, empty } = await openBroker();
  const host = await openListener(url, []);
  const prototype = await byHand(url, async (channel) => Object.getPrototypeOf(channel) as Channel);
  const { bindQueue, assertExchange } = prototype;
  const bound = new Set<string>();
  let boundBefore: number | undefined;
  vi.spyOn(prototype, 'bindQueue').mockImplementation(async function (this: Channel, queue, exchange, key, args) {
    const done = await bindQueue.call(this, queue, exchange, key, args);
    if (exchange === 'carveout.source-of-emptied.events') bound.add(key);
    return done;
  });
  vi.spyOn(prototype, 'assertExchange').mockImplementation(function (this: Channel, exchange, type, options) {
    if (exchange === 'carveout.emptied.events.listening') boundBefore ??= bound.size;
    return assertExchange.call(this, exchange, type, options);
  });
  await empty(host);
  await eventually('it says so', () => boundBefore !== undefined);
  expect(boundBefore).toBe(16);
});

it('confirms at once on a broker that has forgotten nothing, though a listening module is away', async () => {
  const { url } = await openBroker();
  const way = await proxies(url);
  const publisher = await openPublisher(way.url);
  const seen: unknown[] = [];
  const host = await openListener(url, seen);
  await untilConfirmed(publisher, event('source-of-emptied', 'k', 0));
  await host.events.stop(1_000);
  way.refuse(true);
  way.cut();
  await eventually('the publisher knows', () => publisher.events.health() !== undefined);
  way.refuse(false);
  await eventually('the publisher is back', () => publisher.events.health() === undefined);
  await publisher.events.publish(event('source-of-emptied', 'k', 1));
  await openListener(url, seen);
  await eventually('both arrived', () => seen.includes(0) && seen.includes(1));
});

it('says anew what a module hears when it says that the module listens', async () => {
  const host = links(vhost.url, { limits: { consumersMs: 600_000 } });
  await host.events.start();
  await host.events.subscribe(heardBy('emptied'), async () => done);
  // Forgotten between the subscription and the word that there are no more.
  const mark = 'carveout.source-of-emptied.events.happened.v1.heard';
  await byHand(vhost.url, (channel) => channel.deleteExchange(mark));
  await host.events.subscribed('emptied');
  await byHand(vhost.url, (channel) => channel.checkExchange(mark));
});
