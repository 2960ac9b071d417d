import { testVhost } from '@carveout/testing/vitest';
import { expect, it } from 'vitest';
import { amqpProxyMaker } from '../fixture/amqp-proxy.ts';
import { byHand } from '../fixture/by-hand.ts';
import { eventually } from '../fixture/eventually.ts';
import { event, linkMaker } from '../fixture/links.ts';
import { news, watchMaker } from '../fixture/watch.ts';
import { heardMark } from '../names.ts';

const vhost = testVhost();
const links = linkMaker();
const proxies = amqpProxyMaker();
const watch = watchMaker();

/* What went wrong in amqp-connection-manager#142. */
it('tells each message its own fate when confirmations come in reverse, and which of them came back', async () => {
  const way = await proxies(vhost.url);
  const [caller, host] = [links(way.url), links(vhost.url, { partitions: 1 })];
  await Promise.all([caller.events.start(), host.events.start()]);
  // Somebody has heard it, whose queues are not there.
  const mark = heardMark('source-of-reordered', 'unheard', 1);
  await byHand(vhost.url, (channel) => channel.assertExchange(mark, 'direct', { durable: true, internal: true }));
  const watched = await watch({ caller, host, module: 'reordered', what: ['events'] });
  await watched.worksAgain();
  const resume = watched.rest();
  // Behind a confirmed message there is no probe on its way.
  await caller.events.publish(news('reordered', 'last'));
  way.confirms.hold();
  const settled: unknown[] = [];
  const publications = Array.from({ length: 20 }, (_, index) => {
    const message =
      index === 7 ? { ...event('source-of-reordered', 'k', 7), event: 'unheard' } : news('reordered', index);
    return caller.events.publish(message).then(
      () => settled.push(index),
      ({ code }: { code: string }) => settled.push(`${index} ${code}`),
    );
  });
  await eventually('all confirmations are held', () => way.confirms.count === 20);
  expect(settled).toEqual([]);
  way.confirms.release('reversed');
  await Promise.all(publications);
  const inOrder = Array.from({ length: 20 }, (_, index) => (index === 7 ? '7 CARV-412' : index));
  const others = (all: unknown[]): unknown[] => all.filter((one) => one !== '7 CARV-412');
  // The one that came back waits for the answer to who may listen to it.
  expect(others(settled)).toEqual(others(inOrder).reverse());
  expect(settled).toContain('7 CARV-412');
  resume();
  await watched.worksAgain();
});
