import { testVhost } from '@carveout/testing/vitest';
import type { DeliveryOutcome } from '@carveout/runtime';
import { expect, it } from 'vitest';
import { amqpProxyMaker, methods } from '../fixture/amqp-proxy.ts';
import { consumersOf } from '../fixture/by-hand.ts';
import { eventually } from '../fixture/eventually.ts';
import { linkMaker, send } from '../fixture/links.ts';
import { news, queueOf, watchMaker } from '../fixture/watch.ts';

/* Deliveries are numbered per channel: what one channel delivered must not be acknowledged on its successor. */

const vhost = testVhost();
const links = linkMaker();
const proxies = amqpProxyMaker();
const watch = watchMaker();

it.each(['connection', 'channel'] as const)(
  'what ends after its %s was lost acknowledges nothing on the new one',
  async (lost) => {
    const module = `old-${lost}`;
    const way = await proxies(vhost.url);
    const [caller, host] = [links(vhost.url), links(way.url, { partitions: 1 })];
    await Promise.all([caller.calls.start(), caller.events.start(), host.calls.start(), host.events.start()]);
    const first = Promise.withResolvers<void>();
    const seen: unknown[] = [];
    let runs = 0;
    const watched = await watch({
      caller,
      host,
      module,
      hear: async ({ payload }): Promise<DeliveryOutcome> => {
        seen.push(payload);
        if (seen.length === 1) await first.promise;
        return { kind: 'done' };
      },
      answer: async () => {
        runs += 1;
        await first.promise;
      },
    });
    await watched.worksAgain();
    await caller.events.publish(news(module, 'a'));
    const pending = send(caller, module, 'slow');
    await eventually('both are being handled', () => seen.length === 1 && runs === 1);
    if (lost === 'connection') {
      way.refuse(true);
      way.cut();
      // A call that the broker takes back while there is another consumer goes to that one.
      await eventually(
        'the broker knows',
        async () => (await consumersOf(vhost.url, `carveout.${module}.calls`)) === 0,
      );
      way.refuse(false);
    } else for (const queue of [`carveout.${module}.calls`, queueOf(module)]) way.acknowledgeAgain(queue);
    await eventually('the event came again', () => seen.length === 2);
    await watched.worksAgain();
    const before = { closed: way.seen('to-client', methods.ChannelClose), connections: way.connections };
    first.resolve();
    // The host lived on: its answer is in time.
    expect(await pending.answer).toMatchObject({ kind: 'value' });
    await caller.events.publish(news(module, 'b'));
    await eventually('the next one came', () => seen.includes('b'));
    await watched.worksAgain();
    expect(seen).toEqual(['a', 'a', 'b']);
    expect(runs).toBe(1);
    expect({ closed: way.seen('to-client', methods.ChannelClose), connections: way.connections }).toEqual(before);
  },
);
