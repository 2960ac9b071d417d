import { testVhost } from '@carveout/testing/vitest';
import { connect } from 'amqplib';
import type { Channel, ChannelModel } from 'amqplib';
import { afterEach, expect, it, vi } from 'vitest';
import { byHand } from '../fixture/by-hand.ts';
import { eventually } from '../fixture/eventually.ts';
import { call, echo, linkMaker, silent } from '../fixture/links.ts';
import { settle } from '../options.ts';
import { SupervisedChannel } from './supervised-channel.ts';
import { SupervisedConnection } from './supervised-connection.ts';

const vhost = testVhost();
const links = linkMaker();
afterEach(() => void vi.restoreAllMocks());

/** Of amqplib's connections. */
async function modelPrototype(): Promise<ChannelModel> {
  const connection = await connect(vhost.url);
  await connection.close();
  return Object.getPrototypeOf(connection) as ChannelModel;
}

it('consumes nothing when it opens after it was given up', async () => {
  // The channel neither comes nor fails before it is given up.
  const limits = { startMs: 10_000, brokerMs: 60_000 };
  const [host, caller] = [links(vhost.url, { limits }), links(vhost.url)];
  await Promise.all([host.calls.start(), caller.calls.start()]);
  // From then on the channel for answers is open, and nothing but the next `serve` opens one.
  await (await host.calls.serve('other', echo)).close();
  const prototype = await modelPrototype();
  const open = prototype.createChannel;
  const released = Promise.withResolvers<void>();
  let asked = 0;
  let closed = false;
  vi.spyOn(prototype, 'createChannel').mockImplementation(async function (this: ChannelModel) {
    asked += 1;
    // The first declares the queue, the second is to consume it, the third drains it.
    if (asked !== 2) return open.call(this);
    await released.promise;
    const channel = await open.call(this);
    channel.once('close', () => (closed = true));
    return channel;
  });
  await expect(host.calls.serve('given-up', echo)).rejects.toMatchObject({ code: 'CARV-401' });
  expect(asked).toBe(3);
  released.resolve();
  await eventually('the channel has opened, and was closed', () => closed);
  vi.restoreAllMocks();
  expect(await call(caller, 'given-up', 1)).toMatchObject({ kind: 'not-sent', code: 'CARV-361' });
});

it('leaves its successor alone when it opens after its connection was given up', async () => {
  const settings = settle({ url: vhost.url, host: 'late-channel', log: silent, limits: { reconnectMs: 100 } });
  const connection = new SupervisedConnection(settings, 'test');
  const prototype = await modelPrototype();
  const open = prototype.createChannel;
  const released = Promise.withResolvers<void>();
  let asked = 0;
  let handedOver = false;
  vi.spyOn(prototype, 'createChannel').mockImplementation(async function (this: ChannelModel) {
    const isFirst = (asked += 1) === 1;
    const channel = await open.call(this);
    if (isFirst) {
      await released.promise;
      handedOver = true;
    }
    return channel;
  });
  const ready: Channel[] = [];
  const channel = new SupervisedChannel(connection, {
    name: 'late',
    confirm: false,
    setUp: () => Promise.resolve(),
    ready: (one) => void ready.push(one),
    lost: () => undefined,
  });
  try {
    await connection.start();
    channel.startLater();
    await eventually('the first is being opened', () => asked === 1);
    connection.reconnect('test');
    await eventually('the second is ready', () => channel.current !== undefined);
    const second = channel.current;
    released.resolve();
    await eventually('the first has come', () => handedOver);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([ready.length, channel.current === second, channel.health()]).toEqual([1, true, undefined]);
    const lost = new Promise((resolve) => second!.once('close', resolve));
    channel.recycle('test');
    await lost;
    await eventually('a third is ready', () => ready.length === 2);
  } finally {
    released.resolve();
    await channel.close();
    await connection.stop();
  }
});

it('does not hurry when the broker cancels the consumer again and again', async () => {
  const host = links(vhost.url, { limits: { reconnectMs: 1_000 } });
  await host.calls.start();
  const prototype = await byHand(vhost.url, async (channel) => Object.getPrototypeOf(channel) as Channel);
  const consume = prototype.consume;
  let consumers = 0;
  let cancel = (): void => undefined;
  vi.spyOn(prototype, 'consume').mockImplementation(async function (this: Channel, queue, callback, options) {
    const reply = await consume.call(this, queue, callback, options);
    if (queue === 'carveout.cancelled.calls') {
      consumers += 1;
      cancel = () => callback(null);
    }
    return reply;
  });
  await host.calls.serve('cancelled', echo);
  let cancelled = 0;
  // Each as soon as it is set up: one that is cancelled before that has failed, which is another matter.
  const cancelling = setInterval(() => {
    if (cancelled === consumers || host.calls.health() !== undefined) return;
    cancelled = consumers;
    cancel();
  }, 1);
  try {
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    // 50 ms doubled until 1 s, half of it on average: about 10.
    expect(consumers).toBeLessThan(30);
    await eventually('it consumes again', () => consumers > 2, 60_000);
  } finally {
    clearInterval(cancelling);
  }
});
