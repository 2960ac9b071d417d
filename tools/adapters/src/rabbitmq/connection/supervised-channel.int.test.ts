import { testVhost } from '@carveout/testing/vitest';
import { connect } from 'amqplib';
import type { Channel, ChannelModel } from 'amqplib';
import { afterEach, expect, it, vi } from 'vitest';
import { byHand } from '../fixture/by-hand.ts';
import { eventually } from '../fixture/eventually.ts';
import { call, echo, linkMaker } from '../fixture/links.ts';

const vhost = testVhost();
const links = linkMaker();
afterEach(() => void vi.restoreAllMocks());

it('consumes nothing when it opens after it was given up', async () => {
  const [host, caller] = [links(vhost.url, { limits: { startMs: 300 } }), links(vhost.url)];
  await Promise.all([host.calls.start(), caller.calls.start()]);
  await host.calls.serve('other', echo);
  const connection = await connect(vhost.url);
  const prototype = Object.getPrototypeOf(connection) as ChannelModel;
  await connection.close();
  const open = prototype.createChannel;
  const released = Promise.withResolvers<void>();
  const opened: Channel[] = [];
  vi.spyOn(prototype, 'createChannel').mockImplementation(async function (this: ChannelModel) {
    await released.promise;
    const channel = await open.call(this);
    opened.push(channel);
    return channel;
  });
  await expect(host.calls.serve('given-up', echo)).rejects.toMatchObject({ code: 'CARV-401' });
  released.resolve();
  await eventually('the channel has opened', () => opened.length > 0);
  // As long as it would take to declare, bind and consume.
  await new Promise((resolve) => setTimeout(resolve, 500));
  vi.restoreAllMocks();
  expect(await call(caller, 'given-up', 1)).toMatchObject({ kind: 'not-sent', code: 'CARV-361' });
});

it('does not hurry when the broker cancels the consumer again and again', async () => {
  const host = links(vhost.url, { limits: { reconnectMs: 1_000 } });
  await host.calls.start();
  const prototype = await byHand(vhost.url, async (channel) => Object.getPrototypeOf(channel) as Channel);
  const consume = prototype.consume;
  let consumers = 0;
  vi.spyOn(prototype, 'consume').mockImplementation(async function (this: Channel, queue, callback, options) {
    const reply = await consume.call(this, queue, callback, options);
    if (queue === 'carveout.cancelled.calls') {
      consumers += 1;
      void eventually('it is set up', () => host.calls.health() === undefined).then(() => callback(null));
    }
    return reply;
  });
  await host.calls.serve('cancelled', echo);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  // 50 ms doubled until 1 s, half of it on average: about 10.
  expect(consumers).toBeLessThan(30);
  await eventually('it consumes again and again', () => consumers > 2, 60_000);
});
