import { testVhost } from '@carveout/testing/vitest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { proxyMaker } from './fixture/broker-proxy.ts';
import { eventually } from './fixture/eventually.ts';
import { echo, linkMaker } from './fixture/links.ts';

const vhost = testVhost();
const links = linkMaker();
const proxies = proxyMaker();

let silentServer: Server;
beforeAll(async () => {
  // Takes connections and never says a word, as a frozen broker does.
  silentServer = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise((resolve) => silentServer.once('listening', resolve));
});
afterAll(() => void silentServer.close());

it('gives up on a broker that is not there, with CARV-401 and without the password', async () => {
  const { calls, events } = links('amqp://user:hunter2@127.0.0.1:1/', { limits: { startMs: 300 } });
  for (const link of [calls, events]) {
    const error = await link.start().then(
      () => undefined,
      (fault: unknown) => fault,
    );
    expect(error).toMatchObject({ code: 'CARV-401' });
    expect(String(error)).toContain('127.0.0.1:1');
    expect(String(error)).not.toContain('hunter2');
  }
});

it('gives up on a broker that does not speak', async () => {
  const url = `amqp://127.0.0.1:${(silentServer.address() as AddressInfo).port}/`;
  const { calls } = links(url, { limits: { startMs: 700, brokerMs: 200 } });
  await expect(calls.start()).rejects.toMatchObject({ code: 'CARV-401' });
});

it('stops at once while it is connecting', async () => {
  const url = `amqp://127.0.0.1:${(silentServer.address() as AddressInfo).port}/`;
  const { calls, events } = links(url, { limits: { startMs: 1_000_000, brokerMs: 1_000_000 } });
  const starting = [calls.start(), events.start()].map((start) =>
    start.then(
      () => 'started',
      () => 'given up',
    ),
  );
  await new Promise((resolve) => silentServer.once('connection', resolve));
  // The test's own time limit is shorter than the link's.
  await Promise.all([calls.stop(0), events.stop(0)]);
  expect(await Promise.all(starting)).toEqual(['given up', 'given up']);
});

it('waits for a broker that comes later', async () => {
  const way = await proxies(vhost.url);
  way.refuse(true);
  const { calls, events } = links(way.url);
  const started = Promise.all([calls.start(), events.start()]);
  setTimeout(() => way.refuse(false), 300);
  await started;
  expect([calls.health(), events.health()]).toEqual([undefined, undefined]);
});

it('does not go on trying with a user that the broker refuses', async () => {
  const url = new URL(vhost.url);
  url.password = 'wrong';
  const { calls } = links(url.href, { limits: { startMs: 60_000 } });
  await expect(calls.start()).rejects.toMatchObject({ code: 'CARV-411' });
});

it('fails serve when the broker has gone, and serves when it is back', async () => {
  const way = await proxies(vhost.url);
  const { calls } = links(way.url, { limits: { startMs: 10_000 } });
  await calls.start();
  way.refuse(true);
  way.cut();
  await eventually('it is down', () => calls.health() !== undefined);
  await expect(calls.serve('late', echo)).rejects.toMatchObject({ code: 'CARV-401' });
  way.refuse(false);
  await eventually('it is healthy', () => calls.health() === undefined);
  await calls.serve('late', echo);
  expect(calls.health()).toBeUndefined();
});

it.each([
  ['url', { url: 'http://127.0.0.1/' }],
  ['url', { url: 'nonsense' }],
  ['host', { url: 'amqp://127.0.0.1/', host: 'a b' }],
  ['partitions', { url: 'amqp://127.0.0.1/', partitions: 3 }],
  ['heartbeatSeconds', { url: 'amqp://127.0.0.1/', limits: { heartbeatSeconds: 60 } }],
  ['messageBytes', { url: 'amqp://127.0.0.1/', limits: { messageBytes: 1_000 } }],
  ['prefetch', { url: 'amqp://127.0.0.1/', prefetch: 0 }],
])('refuses an option that cannot work: %s', (name, { url, ...options }) => {
  expect(() => links(url, options)).toThrow(expect.objectContaining({ code: 'CARV-414' }));
  expect(() => links(url, options)).toThrow(name);
});
