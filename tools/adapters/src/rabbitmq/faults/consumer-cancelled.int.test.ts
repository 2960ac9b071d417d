import { testVhost } from '@carveout/testing/vitest';
import { expect, it } from 'vitest';
import { amqpProxyMaker } from '../fixture/amqp-proxy.ts';
import { eventually } from '../fixture/eventually.ts';
import { linkMaker } from '../fixture/links.ts';
import { news, queueOf, watchMaker } from '../fixture/watch.ts';

/* From 4.3 on the broker cancels a consumer that acknowledges too late; before, it closes the channel. */

const vhost = testVhost();
const links = linkMaker();
const proxies = amqpProxyMaker();
const watch = watchMaker();

it('consumes again after the broker cancelled its consumers, and handles again what was not acknowledged', async () => {
  const way = await proxies(vhost.url);
  const [caller, host] = [links(vhost.url), links(way.url, { partitions: 1 })];
  await Promise.all([caller.calls.start(), caller.events.start(), host.calls.start(), host.events.start()]);
  const seen: unknown[] = [];
  const hear = async ({ payload }: { payload: unknown }): Promise<{ kind: 'done' }> => {
    seen.push(payload);
    return seen.length === 1 ? new Promise(() => undefined) : { kind: 'done' };
  };
  const watched = await watch({ caller, host, module: 'cancelled', hear });
  await caller.events.publish(news('cancelled', 'slow'));
  await eventually('it is being handled', () => seen.length === 1);
  const before = way.connections;
  for (const queue of ['carveout.cancelled.calls', queueOf('cancelled')]) {
    way.cancel(queue);
    await watched.worksAgain();
  }
  await eventually('it came again', () => seen.length === 2);
  expect(way.connections).toBe(before);
});
