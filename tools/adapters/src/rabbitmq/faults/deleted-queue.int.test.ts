import { testVhost } from '@carveout/testing/vitest';
import type { LinkDeadLetter } from '@carveout/runtime';
import { expect, it } from 'vitest';
import { amqpProxyMaker, methods } from '../fixture/amqp-proxy.ts';
import { byHand } from '../fixture/by-hand.ts';
import { eventually } from '../fixture/eventually.ts';
import { linkMaker } from '../fixture/links.ts';
import { queueOf, watchMaker } from '../fixture/watch.ts';

const vhost = testVhost();
const links = linkMaker();
const proxies = amqpProxyMaker();
const watch = watchMaker();

async function deleteQueues(...queues: string[]): Promise<void> {
  await byHand(vhost.url, async (channel) => {
    for (const queue of queues) await channel.deleteQueue(queue);
  });
}

it('declares and consumes anew when somebody deletes its queues', async () => {
  const way = await proxies(vhost.url);
  const [caller, host] = [links(vhost.url), links(way.url, { partitions: 1 })];
  await Promise.all([caller.calls.start(), caller.events.start(), host.calls.start(), host.events.start()]);
  const watched = await watch({ caller, host, module: 'deleted' });
  await watched.worksAgain();
  const before = way.connections;
  await deleteQueues('carveout.deleted.calls', queueOf('deleted'), 'carveout.deleted.events.on-happened.replicas');
  await watched.worksAgain();
  expect(way.connections).toBe(before);
});

it('declares and consumes anew when somebody deletes its queues, and the broker says nothing', async () => {
  const way = await proxies(vhost.url);
  const [caller, host] = [links(vhost.url), links(way.url, { partitions: 1 })];
  await Promise.all([caller.calls.start(), caller.events.start(), host.calls.start(), host.events.start()]);
  const watched = await watch({ caller, host, module: 'untold' });
  await watched.worksAgain();
  const cancels = way.swallow('to-client', methods.BasicCancel, 2);
  await deleteQueues('carveout.untold.calls', queueOf('untold'));
  await eventually('it was not told', () => cancels.swallowed === 2);
  await watched.worksAgain();
});

it('takes dead letters again when somebody deletes their queue, and the broker says nothing', async () => {
  const way = await proxies(vhost.url);
  const host = links(way.url, { limits: { consumersMs: 300 } });
  await host.events.start();
  const kept: LinkDeadLetter[] = [];
  await host.events.drain('undrained', async (letter) => void kept.push(letter));
  const cancels = way.swallow('to-client', methods.BasicCancel, 1);
  await deleteQueues('carveout.undrained.dead-letters');
  await eventually('it was not told', () => cancels.swallowed === 1);
  await eventually('one is kept', async () => {
    await byHand(vhost.url, async (channel) => {
      channel.publish('carveout.undrained.dead-letters', '', Buffer.from('a letter'));
    });
    return kept.length > 0;
  });
});
