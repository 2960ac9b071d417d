import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTcpProxy } from './tcp-proxy.ts';
import type { TcpProxy } from './tcp-proxy.ts';

const soon = { timeout: 10_000, interval: 10 };

let proxy: TcpProxy;
let client: Socket;
/** What each side has got. */
let atServer: string;
let atClient: string;
let atServers: Socket[];
const server = createServer((socket) => {
  atServers.push(socket);
  socket.on('error', () => undefined);
  socket.setEncoding('utf8').on('data', (text: string) => {
    atServer += text;
    socket.write(text.toUpperCase());
  });
});

beforeEach(async () => {
  [atServer, atClient, atServers] = ['', '', []];
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await openTcpProxy({ port: (server.address() as AddressInfo).port, random: () => 0 });
  client = connect(proxy.port, '127.0.0.1');
  client.setEncoding('utf8').on('data', (text: string) => (atClient += text));
  client.on('error', () => undefined);
  await once(client, 'connect');
});
afterEach(async () => {
  client.destroy();
  await proxy.close();
  await new Promise((resolve) => server.close(resolve));
});

it('passes on what both sides say', async () => {
  client.write('one ');
  client.write('two');
  await expect.poll(() => atClient, soon).toBe('ONE TWO');
  expect(proxy.open).toBe(1);
  client.end();
  await expect.poll(() => proxy.open, soon).toBe(0);
});

it('delays, in order', async () => {
  const begun = performance.now();
  proxy.weather({ delayMs: 150 });
  client.write('slow ');
  client.write('too');
  await expect.poll(() => atClient, soon).toBe('SLOW TOO');
  // There and back.
  expect(performance.now() - begun).toBeGreaterThan(290);
});

it('sends again what is lost, so that it comes later', async () => {
  const begun = performance.now();
  // Chance says that every packet is lost.
  proxy.weather({ loss: 0.01 });
  client.write('lost');
  await expect.poll(() => atServer, soon).toBe('lost');
  expect(performance.now() - begun).toBeGreaterThan(1_000);
});

it('can be silent in one direction, and delivers what it held', async () => {
  proxy.weather({ silent: 'to-client' });
  client.write('heard');
  await expect.poll(() => atServer, soon).toBe('heard');
  proxy.weather({ silent: 'to-server' });
  await expect.poll(() => atClient, soon).toBe('HEARD');
  client.write(' more');
  client.end();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect([atServer, atServers[0]!.readableEnded]).toEqual(['heard', false]);
  proxy.weather();
  await expect.poll(() => atClient, soon).toBe('HEARD MORE');
});

it('resets what is open, and takes new connections', async () => {
  const errors: NodeJS.ErrnoException[] = [];
  client.on('error', (error) => errors.push(error));
  await expect.poll(() => atServers.length, soon).toBe(1);
  proxy.reset();
  await expect.poll(() => errors.map(({ code }) => code), soon).toEqual(['ECONNRESET']);
  await expect.poll(() => proxy.open, soon).toBe(0);
  client = connect(proxy.port, '127.0.0.1');
  client.setEncoding('utf8').on('data', (text: string) => (atClient += text));
  client.write('again');
  await expect.poll(() => atClient, soon).toBe('AGAIN');
});

it('holds back no more than it must: a sender that nobody reads waits', async () => {
  proxy.weather({ silent: 'both' });
  let written = 0;
  for (; written < 64 && client.write(Buffer.alloc(1024 * 1024, 'x')); written++) await new Promise(setImmediate);
  expect(client.writableNeedDrain).toBe(true);
  proxy.weather();
  await expect.poll(() => atServer.length, soon).toBeGreaterThanOrEqual(1024 * 1024);
});
