import { testVhost } from '@carveout/testing/vitest';
import { afterEach, expect, it, vi } from 'vitest';
import type { Channel } from 'amqplib';
import { byHand } from '../fixture/by-hand.ts';
import { eventually } from '../fixture/eventually.ts';
import { done, listening } from '../fixture/listeners.ts';
import { event, linkMaker } from '../fixture/links.ts';

const vhost = testVhost();
const links = linkMaker();
afterEach(() => void vi.restoreAllMocks());

it('leaves another replica its part although one event is retried without end', async () => {
  const [publisher, first, second] = [
    links(vhost.url),
    links(vhost.url, { partitions: 2, limits: { rebalanceMs: 500 } }),
    links(vhost.url, { partitions: 2 }),
  ];
  await Promise.all([publisher.events.start(), first.events.start(), second.events.start()]);
  const begun = new Set<unknown>();
  await first.events.subscribe(listening('stuck'), ({ key }) => {
    begun.add(key);
    return new Promise(() => undefined);
  });
  // Keys of both queues.
  const keys = Array.from({ length: 8 }, (_, index) => `key-${index}`);
  await Promise.all(keys.map((key) => publisher.events.publish(event('source-of-stuck', key, 0))));
  await eventually('all have begun', () => begun.size === keys.length);
  const seen = new Set<unknown>();
  await second.events.subscribe(listening('stuck'), async ({ key }) => {
    seen.add(key);
    return done;
  });
  await eventually('the other replica has a queue', () => seen.size > 0);
  // The links are stopped without a grace.
  expect(seen.size).toBeLessThan(keys.length);
});

it('consumes again from each queue of which the broker knows no consumer, although another one is gone', async () => {
  const [publisher, host] = [links(vhost.url), links(vhost.url, { partitions: 2, limits: { consumersMs: 300 } })];
  await Promise.all([publisher.events.start(), host.events.start()]);
  const prototype = await byHand(vhost.url, async (channel) => Object.getPrototypeOf(channel) as Channel);
  const consume = prototype.consume;
  const consumers = new Map<string, { readonly channel: Channel; readonly tag: string }>();
  vi.spyOn(prototype, 'consume').mockImplementation(async function (this: Channel, queue, callback, options) {
    // The word that the consumer was cancelled gets lost.
    const deaf: typeof callback = (message) => void (message !== null && callback(message));
    const reply = await consume.call(this, queue, deaf, options);
    consumers.set(queue, { channel: this, tag: reply.consumerTag });
    return reply;
  });
  const seen = new Set<unknown>();
  await host.events.subscribe(listening('half'), async ({ key }) => {
    seen.add(key);
    return done;
  });
  const { channel, tag } = consumers.get('carveout.half.events.on-happened.1')!;
  await channel.cancel(tag);
  await byHand(vhost.url, (other) => other.deleteQueue('carveout.half.events.on-happened.0'));
  const keys = Array.from({ length: 8 }, (_, index) => `key-${index}`);
  await eventually('all are heard', async () => {
    await Promise.all(
      keys.map((key) => publisher.events.publish(event('source-of-half', key, 0)).catch(() => undefined)),
    );
    return keys.every((key) => seen.has(key));
  });
});
