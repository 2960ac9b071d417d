import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openGateway } from '../testing/open-gateway.ts';
import { openUpstream } from '../testing/open-upstream.ts';
import { Raw } from '../testing/raw.ts';

const MIB = 1_048_576;

/** An instance with endless answers at `/stock/:sku`, and small ones at `/stock`. */
function openInstance() {
  return openUpstream({
    answer: ({ url }, response) => {
      if (url === '/stock') return response.end('small');
      return Readable.from(
        (function* () {
          for (;;) yield Buffer.alloc(MIB);
        })(),
      ).pipe(response);
    },
  });
}

/** A client of an endless answer. */
function client(port: number, { reads }: { readonly reads: boolean }): { readonly socket: Socket; isCut: boolean } {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  const made = { socket, isCut: false };
  onTestFinished(() => void socket.destroy());
  socket.once('close', () => (made.isCut = true));
  socket.write('GET /stock/endless HTTP/1.1\r\nHost: shop.example\r\n\r\n');
  if (reads) socket.on('data', () => undefined);
  else socket.pause();
  return made;
}

const small = (port: number): Promise<string> =>
  new Raw(port).send('GET /stock HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n').closed();

it('clients that do not read take no instance away from others', async () => {
  const instance = await openInstance();
  const limits = { connections: 3, unreadMs: 200, stallMs: 600_000 };
  const { port, metric } = await openGateway({ at: { stock: [instance.port] }, upstreams: limits });
  const reading = client(port, { reads: true });
  const idle = [client(port, { reads: false }), client(port, { reads: false })];
  await vi.waitUntil(async () => (await metric('carveout_gateway_in_flight')) === 3, { timeout: 10_000 });
  expect(await small(port)).toMatch(/^HTTP\/1\.1 200 [^]*small$/);
  // One connection was wanted. Who reads keeps theirs.
  await vi.waitUntil(async () => (await metric('carveout_gateway_in_flight')) === 2, { timeout: 10_000 });
  expect(reading.isCut).toBe(false);
  for (const { socket } of idle) socket.resume();
  await vi.waitUntil(() => idle.filter(({ isCut }) => isCut).length === 1, { timeout: 10_000 });
});

it('they are left alone while nobody wants their connection', async () => {
  const instance = await openInstance();
  const limits = { connections: 3, unreadMs: 50, stallMs: 600_000 };
  const { port, metric } = await openGateway({ at: { stock: [instance.port] }, upstreams: limits });
  const idle = [client(port, { reads: false }), client(port, { reads: false })];
  await vi.waitUntil(async () => (await metric('carveout_gateway_in_flight')) === 2, { timeout: 10_000 });
  for (let turn = 0; turn < 20; turn++) {
    expect(await small(port)).toMatch(/small$/);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(await metric('carveout_gateway_in_flight')).toBe(2);
  expect(idle.some(({ isCut }) => isCut)).toBe(false);
});
