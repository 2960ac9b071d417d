import { testVhost } from '@carveout/testing/vitest';
import { expect, it } from 'vitest';
import { amqpProxyMaker, methods } from '../fixture/amqp-proxy.ts';
import { eventually } from '../fixture/eventually.ts';
import { linkMaker } from '../fixture/links.ts';
import { news, watchMaker } from '../fixture/watch.ts';

const vhost = testVhost();
const links = linkMaker();
const proxies = amqpProxyMaker();
const watch = watchMaker();

const bounds = { publishWindow: 8, publishWaiting: 16 };

it('writes no more than the window, keeps no more than may wait, says so after 5 s, and goes on when they come', async () => {
  const way = await proxies(vhost.url);
  const [caller, host] = [links(way.url, { limits: bounds }), links(vhost.url, { partitions: 1 })];
  await Promise.all([caller.events.start(), host.events.start()]);
  const watched = await watch({ caller, host, module: 'withheld', what: ['events'] });
  await watched.worksAgain();
  const resume = watched.rest();
  // A probe may have arrived whose confirmation is still on its way: behind a confirmed message there is none.
  await caller.events.publish(news('withheld', 'confirmed'));
  const written = way.seen('to-broker', methods.BasicPublish);
  way.confirms.hold();
  const fates = { confirmed: 0, rejected: 0 };
  for (let index = 0; index < 500; index += 1)
    caller.events.publish(news('withheld', index)).then(
      () => (fates.confirmed += 1),
      () => (fates.rejected += 1),
    );
  await eventually('the window is full', () => way.confirms.count === bounds.publishWindow);
  expect(way.seen('to-broker', methods.BasicPublish) - written).toBe(bounds.publishWindow);
  expect(fates.rejected).toBeGreaterThanOrEqual(500 - bounds.publishWindow - bounds.publishWaiting);
  expect(fates.confirmed).toBe(0);
  resume();
  await eventually('it is not healthy', () => /has confirmed nothing/.test(caller.events.health() ?? ''));
  way.confirms.release();
  await eventually('all have their fate', () => fates.confirmed + fates.rejected === 500);
  await watched.worksAgain();
  watched.rest();
  await caller.events.publish(news('withheld', 'confirmed'));
  await Promise.all(Array.from({ length: 24 }, (_, index) => caller.events.publish(news('withheld', index))));
});

it('gives the channel up when none comes in time, and publishes on another one', async () => {
  const way = await proxies(vhost.url);
  const [caller, host] = [links(way.url, { limits: { confirmMs: 1_000 } }), links(vhost.url, { partitions: 1 })];
  await Promise.all([caller.events.start(), host.events.start()]);
  const watched = await watch({ caller, host, module: 'never-confirmed', what: ['events'] });
  await watched.worksAgain();
  way.confirms.hold();
  const before = way.connections;
  await expect(caller.events.publish(news('never-confirmed', 1))).rejects.toMatchObject({ code: 'CARV-412' });
  way.confirms.drop();
  await watched.worksAgain();
  expect(way.connections).toBe(before);
});
