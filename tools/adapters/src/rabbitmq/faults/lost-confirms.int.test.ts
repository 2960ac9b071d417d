import { testVhost } from '@carveout/testing/vitest';
import { expect, it } from 'vitest';
import { amqpProxyMaker } from '../fixture/amqp-proxy.ts';
import { eventually } from '../fixture/eventually.ts';
import { linkMaker } from '../fixture/links.ts';
import { news, watchMaker } from '../fixture/watch.ts';

const vhost = testVhost();
const links = linkMaker();
const proxies = amqpProxyMaker();
const watch = watchMaker();

it('rejects what was not confirmed when the connection went, and publishes nothing again by itself', async () => {
  const way = await proxies(vhost.url);
  // It is the lost connection that ends the wait for confirmations, not their time limit.
  const limits = { confirmMs: 600_000 };
  const [caller, host] = [links(way.url, { limits }), links(vhost.url, { partitions: 1 })];
  await Promise.all([caller.events.start(), host.events.start()]);
  const seen: string[] = [];
  const hear = async ({ id }: { id: string }): Promise<{ kind: 'done' }> => {
    seen.push(id);
    return { kind: 'done' };
  };
  const watched = await watch({ caller, host, module: 'lost', what: ['events'], hear });
  await watched.worksAgain();
  const resume = watched.rest();
  // From then on it is known that a queue takes them: all that follow are on their way at once.
  await caller.events.publish(news('lost', 'confirmed'));
  await eventually('it came', () => seen.length === 1);
  seen.length = 0;
  way.confirms.hold();
  const messages = Array.from({ length: 20 }, (_, index) => news('lost', index, `lost-${index}`));
  const ids = messages.map(({ id }) => id);
  const outcomes = Promise.allSettled(messages.map((message) => caller.events.publish(message)));
  await eventually('the broker has them all', () => seen.length === 20);
  way.confirms.drop();
  way.cut('reset');
  for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { code: 'CARV-412' } });
  resume();
  await watched.worksAgain();
  expect(seen).toEqual(ids);
  // As the outbox does: under the same ids, by which the inbox knows them.
  await Promise.all(messages.map((message) => caller.events.publish(message)));
  await eventually('they came again', () => seen.length === 40);
  expect(seen.slice(20)).toEqual(ids);
});
