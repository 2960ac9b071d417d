import { testVhost } from '@carveout/testing/vitest';
import { expect, it } from 'vitest';
import { amqpProxyMaker } from '../fixture/amqp-proxy.ts';
import { eventually } from '../fixture/eventually.ts';
import { linkMaker } from '../fixture/links.ts';
import { news, watchMaker } from '../fixture/watch.ts';

/* As a channel of RabbitMQ 3.10 that began to publish to a quorum queue when its leader's node had just died. */

const vhost = testVhost();
const links = linkMaker();
const proxies = amqpProxyMaker();
const watch = watchMaker();

it('gives a channel up that refuses what it is asked to publish for seconds, and publishes on another one', async () => {
  const way = await proxies(vhost.url);
  const [caller, host] = [links(way.url), links(vhost.url, { partitions: 1 })];
  await Promise.all([caller.events.start(), host.events.start()]);
  const watched = await watch({ caller, host, module: 'refused', what: ['events'] });
  await watched.worksAgain();
  const before = way.connections;
  way.nack();
  const publish = (): Promise<string> =>
    caller.events.publish(news('refused', 1)).then(
      () => 'confirmed',
      ({ code, message }: { code: string; message: string }) => `${code} ${message}`,
    );
  expect(await publish()).toMatch(/^CARV-412 .*nacked/);
  await eventually('it is confirmed on another channel', async () => (await publish()) === 'confirmed', 10_000);
  await watched.worksAgain();
  expect(way.connections).toBe(before);
});
