import { testVhost } from '@carveout/testing/vitest';
import { connect } from 'amqplib';
import type { ChannelModel } from 'amqplib';
import { afterEach, expect, it, vi } from 'vitest';
import { eventually } from '../fixture/eventually.ts';
import { silent } from '../fixture/links.ts';
import { settle } from '../options.ts';
import type { RabbitmqLimits } from '../options.ts';
import { SupervisedConnection } from './supervised-connection.ts';

const vhost = testVhost();
afterEach(() => void vi.restoreAllMocks());

async function connected(url: string, limits: Partial<RabbitmqLimits> = {}): Promise<SupervisedConnection> {
  const connection = new SupervisedConnection(
    settle({ url, host: 'channels', log: silent, limits: { reconnectMs: 100, ...limits } }),
    'test',
  );
  await connection.start();
  return connection;
}

it('closes a channel that comes when nobody waits for it any more', async () => {
  const connection = await connected(vhost.url, { brokerMs: 5_000 });
  const plain = await connect(vhost.url);
  await plain.close();
  const prototype = Object.getPrototypeOf(plain) as ChannelModel;
  const open = prototype.createChannel;
  const released = Promise.withResolvers<void>();
  let closed = false;
  const spy = vi.spyOn(prototype, 'createChannel').mockImplementation(async function (this: ChannelModel) {
    const channel = await open.call(this);
    channel.once('close', () => (closed = true));
    await released.promise;
    return channel;
  });
  try {
    await expect(connection.withChannel(() => Promise.resolve('used'))).rejects.toMatchObject({ code: 'CARV-413' });
    expect(closed).toBe(false);
    released.resolve();
    await eventually('it was closed', () => closed);
    spy.mockRestore();
    expect(await connection.withChannel(() => Promise.resolve('used'))).toBe('used');
  } finally {
    released.resolve();
    await connection.stop();
  }
});

it('connects anew when amqplib has closed the connection and nobody has heard of it', async () => {
  const connection = await connected(vhost.url);
  try {
    const { model } = connection.open!;
    model.removeAllListeners();
    await model.close();
    expect(connection.health()).toBeUndefined();
    await expect(connection.withChannel(() => Promise.resolve('used'))).rejects.toThrow('Connection closed');
    await eventually('it has connected anew', () => connection.open !== undefined && connection.open.model !== model);
    expect(await connection.withChannel(() => Promise.resolve('used'))).toBe('used');
  } finally {
    await connection.stop();
  }
});

it('connects anew when the connection has no channel left', async () => {
  const url = new URL(vhost.url);
  url.searchParams.set('channelMax', '2');
  const connection = await connected(url.href);
  try {
    const { model } = connection.open!;
    // As those of which nobody knows whether the broker has closed them.
    for (let count = 0; count < 2; count += 1) (await model.createChannel()).on('error', () => undefined);
    await expect(connection.withChannel(() => Promise.resolve('used'))).rejects.toThrow('No channels left');
    await eventually('it has connected anew', () => connection.open !== undefined && connection.open.model !== model);
    expect(await connection.withChannel(() => Promise.resolve('used'))).toBe('used');
  } finally {
    await connection.stop();
  }
});
