import { testVhost } from '@carveout/testing/vitest';
import type { Channel } from 'amqplib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { byHand } from '../fixture/by-hand.ts';
import { echo, linkMaker } from '../fixture/links.ts';
import { watchMaker } from '../fixture/watch.ts';
import type { Rabbitmq } from '../index.ts';

const vhost = testVhost();
const links = linkMaker();
const watch = watchMaker();
afterEach(() => void vi.restoreAllMocks());
const source = { module: 'other-source', event: 'happened', version: 1 };

async function channelPrototype(): Promise<Channel> {
  return byHand(vhost.url, async (channel) => Object.getPrototypeOf(channel) as Channel);
}

describe('an exchange that exists with another type fails the start once, and says so:', () => {
  const cases: [string, string, string, (host: Rabbitmq) => Promise<unknown>][] = [
    ['of calls', 'carveout.other.calls', 'fanout', ({ calls }) => calls.serve('other', echo)],
    [
      'of dead letters',
      'carveout.other.dead-letters',
      'direct',
      ({ events }) =>
        events.subscribe({ module: 'other', listener: 'on-happened', source }, async () => ({ kind: 'done' })),
    ],
    ["of a module's events", 'carveout.other.events', 'topic', ({ events }) => events.subscribed('other')],
  ];
  it.each(cases)('%s', async (_, exchange, type, start) => {
    await byHand(vhost.url, (channel) => channel.assertExchange(exchange, type, { durable: true }));
    const host = links(vhost.url, { partitions: 1, limits: { startMs: 60_000 } });
    await Promise.all([host.calls.start(), host.events.start()]);
    const prototype = await channelPrototype();
    const declare = vi.spyOn(prototype, 'assertExchange');
    const error: unknown = await start(host).then(
      () => undefined,
      (fault: unknown) => fault,
    );
    expect(error).toMatchObject({ code: 'CARV-410' });
    expect(String(error)).toContain(exchange);
    expect(String(error)).toContain(`current is '${type}'`);
    const tries = declare.mock.calls.filter(([name]) => name === exchange).length;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(declare.mock.calls.filter(([name]) => name === exchange)).toHaveLength(tries);
    // Of calls, once to see where the queue is, and once to consume it.
    expect(tries).toBeLessThanOrEqual(2);
    expect([host.calls.health(), host.events.health()]).toEqual([undefined, undefined]);
    // The links themselves go on.
    await (await watch({ caller: host, host, module: 'bystander' })).worksAgain();
  });
});

it('fails serve where the queue exists with other arguments, and says which', async () => {
  const { calls } = links(vhost.url, { limits: { startMs: 60_000 } });
  await byHand(vhost.url, (channel) => channel.assertQueue('carveout.other-args.calls', { durable: true }));
  await calls.start();
  const error: unknown = await calls.serve('other-args', echo).then(
    () => undefined,
    (fault: unknown) => fault,
  );
  expect(error).toMatchObject({ code: 'CARV-410' });
  expect(String(error)).toMatch(/carveout\.other-args\.calls/);
  // The link itself goes on.
  await calls.serve('own-args', echo);
  expect(calls.health()).toBeUndefined();
});

it('fails subscribe where the queue exists with other arguments, and says which', async () => {
  const { events } = links(vhost.url, { limits: { startMs: 60_000 } });
  await byHand(vhost.url, (channel) => channel.assertQueue('carveout.mail.events.on-it.0', { durable: true }));
  await events.start();
  const error: unknown = await events
    .subscribe({ module: 'mail', listener: 'on-it', source }, async () => ({ kind: 'done' }))
    .then(
      () => undefined,
      (fault: unknown) => fault,
    );
  expect(error).toMatchObject({ code: 'CARV-410' });
  expect(String(error)).toMatch(/x-queue-type|carveout\.mail\.events\.on-it\.0/);
  expect(events.health()).toBeUndefined();
});
