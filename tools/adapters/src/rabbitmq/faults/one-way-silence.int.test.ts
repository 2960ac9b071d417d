import { testVhost } from '@carveout/testing/vitest';
import { expect, it } from 'vitest';
import { amqpProxyMaker } from '../fixture/amqp-proxy.ts';
import { eventually } from '../fixture/eventually.ts';
import { linkMaker, send } from '../fixture/links.ts';
import { watchMaker } from '../fixture/watch.ts';

/* Heartbeats are lost in one direction, while the other one goes on: TCP reports nothing. */

const vhost = testVhost();
const links = linkMaker();
const proxies = amqpProxyMaker();
const watch = watchMaker();

it.each([
  ['nothing of the broker arrives', 'to-client'],
  ['nothing arrives at the broker', 'to-broker'],
] as const)('connects anew when %s any more', async (_, direction) => {
  const way = await proxies(vhost.url);
  const module = `silent-${direction}`;
  const limits = { heartbeatSeconds: 1 };
  const [caller, host] = [links(way.url, { limits }), links(way.url, { limits, partitions: 1 })];
  await Promise.all([caller.calls.start(), caller.events.start(), host.calls.start(), host.events.start()]);
  const watched = await watch({ caller, host, module, answer: async () => new Promise(() => undefined) });
  await watched.worksAgain();
  const before = way.connections;
  const pending = send(caller, module, 'hangs');
  await eventually('it was sent', () => pending.sentAt !== undefined);
  way.silence(direction);
  expect(await pending.answer).toMatchObject({ kind: 'outcome-unknown', code: 'CARV-363' });
  await watched.worksAgain();
  await eventually('all six connections are new', () => way.connections >= before + 6);
});
