import { testVhost } from '@carveout/testing/vitest';
import { expect, it } from 'vitest';
import { amqpProxyMaker } from '../fixture/amqp-proxy.ts';
import { eventually } from '../fixture/eventually.ts';
import { linkMaker } from '../fixture/links.ts';
import { queueOf, watchMaker } from '../fixture/watch.ts';

const vhost = testVhost();
const links = linkMaker();
const proxies = amqpProxyMaker();
const watch = watchMaker();

it('consumes calls and events again when the broker closes a channel (406), on the same connections', async () => {
  const way = await proxies(vhost.url);
  const [caller, host] = [links(vhost.url), links(way.url, { partitions: 1 })];
  await Promise.all([caller.calls.start(), caller.events.start(), host.calls.start(), host.events.start()]);
  const watched = await watch({ caller, host, module: 'twice' });
  await watched.worksAgain();
  const before = way.connections;
  for (const queue of ['carveout.twice.calls', queueOf('twice')]) {
    const tag = way.consumerTag(queue);
    way.acknowledgeAgain(queue);
    await eventually('another channel consumes', () => way.consumerTag(queue) !== tag);
    await watched.worksAgain();
  }
  expect(way.connections).toBe(before);
});
