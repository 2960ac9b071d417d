import { testVhost } from '@carveout/testing/vitest';
import type { EventMessage } from '@carveout/runtime';
import { expect, it } from 'vitest';
import { tap } from '../fixture/by-hand.ts';
import { eventually } from '../fixture/eventually.ts';
import { Pending, event, linkMaker, request } from '../fixture/links.ts';
import { watchMaker } from '../fixture/watch.ts';

/* RabbitMQ refuses header tables above 64 KiB: what may grow travels in the body. */

const vhost = testVhost();
const links = linkMaker();
const watch = watchMaker();

const large = {
  principal: { id: 'p'.repeat(70 * 1024), roles: Array.from({ length: 4_000 }, (_, index) => `role-${index}`) },
  trace: 't'.repeat(70 * 1024),
};

it('brings a principal and a trace of 70 KiB with a call; nothing of it is a header', async () => {
  const [caller, host] = [links(vhost.url), links(vhost.url)];
  await Promise.all([caller.calls.start(), host.calls.start()]);
  await host.calls.serve('large', async ({ envelope }) => ({ kind: 'value', value: envelope }));
  const { messages, stop } = await tap(vhost.url, 'carveout.large.calls', 'calls');
  const sent = request('large', 1, large);
  const pending = new Pending();
  caller.calls.send(sent, pending);
  expect(await pending.answer).toEqual({ kind: 'value', value: sent.envelope });
  await eventually('the copy arrived', () => messages.length === 1);
  const { headers, ...properties } = messages[0]!.properties;
  expect(Object.keys((headers ?? {}) as object)).toEqual([]);
  expect(JSON.stringify(properties).length).toBeLessThan(1_000);
  await stop();
  await (await watch({ caller, host, module: 'after-large', what: ['calls'] })).worksAgain();
});

it('brings a principal and a trace of 70 KiB with an event; nothing of it is a header', async () => {
  const link = links(vhost.url);
  const { events } = link;
  await events.start();
  const seen: EventMessage[] = [];
  const source = { module: 'large-news', event: 'happened', version: 1 };
  await events.subscribe({ module: 'large-ears', listener: 'on-happened', source }, async (message) => {
    seen.push(message);
    return { kind: 'set-aside', reason: 'to see the dead letter, too' };
  });
  const letters = await tap(vhost.url, 'carveout.large-ears.dead-letters', '');
  const plain = event('large-news', 'k', 1);
  const message = { ...plain, envelope: { ...plain.envelope, ...large } };
  await events.publish(message);
  await eventually('the dead letter arrived', () => letters.messages.length === 1);
  expect(seen).toEqual([message]);
  const { content, properties } = letters.messages[0]!;
  expect(JSON.parse(content.toString())).toEqual(message);
  expect(JSON.stringify(properties).length).toBeLessThan(2_000);
  await letters.stop();
  await (await watch({ caller: link, host: link, module: 'after-large', what: ['events'] })).worksAgain();
});
