import { testVhost } from '@carveout/testing/vitest';
import type { Channel, Message } from 'amqplib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { proxyMaker } from './fixture/broker-proxy.ts';
import { byHand } from './fixture/by-hand.ts';
import { eventually } from './fixture/eventually.ts';
import { call, echo, event, linkMaker } from './fixture/links.ts';
import type { Rabbitmq } from './index.ts';

const vhost = testVhost();
const links = linkMaker();
const proxies = proxyMaker();
afterEach(() => void vi.restoreAllMocks());

async function channelPrototype(): Promise<Channel> {
  return byHand(vhost.url, async (channel) => Object.getPrototypeOf(channel) as Channel);
}

it('consumes calls and events again when the broker closes a channel (406), on the same connections', async () => {
  const way = await proxies(vhost.url);
  const [caller, host] = [links(vhost.url), links(way.url, { partitions: 1 })];
  await Promise.all([caller.calls.start(), caller.events.start(), host.calls.start(), host.events.start()]);
  const prototype = await channelPrototype();
  const consume = prototype.consume;
  const channels = new Map<string, Channel>();
  vi.spyOn(prototype, 'consume').mockImplementation(function (this: Channel, queue, callback, options) {
    channels.set(queue, this);
    return consume.call(this, queue, callback, options);
  });
  await host.calls.serve('twice', echo);
  const seen: unknown[] = [];
  const source = { module: 'source-of-twice', event: 'happened', version: 1 };
  await host.events.subscribe({ module: 'twice', listener: 'on-happened', source }, async ({ payload }) => {
    seen.push(payload);
    return { kind: 'done' };
  });
  await call(caller, 'twice', 0);
  await caller.events.publish(event('source-of-twice', 'k', 0));
  await eventually('it was handled', () => seen.length === 1);
  const before = way.connections;
  for (const queue of ['carveout.twice.calls', 'carveout.twice.events.on-happened.0']) {
    const channel = channels.get(queue)!;
    channel.ack({ fields: { deliveryTag: 1 } } as Message);
    await eventually('another channel consumes', () => channels.get(queue) !== channel);
  }
  await eventually('it is healthy', () => host.calls.health() === undefined && host.events.health() === undefined);
  expect(await call(caller, 'twice', 1)).toEqual({ kind: 'value', value: 1 });
  await caller.events.publish(event('source-of-twice', 'k', 1));
  await eventually('the next one was handled', () => seen.includes(1));
  expect(way.connections).toBe(before);
});

describe('an exchange that exists with another type fails the start once, and says so:', () => {
  const source = { module: 'other-source', event: 'happened', version: 1 };
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
    expect(tries).toBe(1);
    expect([host.calls.health(), host.events.health()]).toEqual([undefined, undefined]);
  });
});
