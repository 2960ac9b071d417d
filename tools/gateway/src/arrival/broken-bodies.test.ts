import type { ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { openGateway } from '../testing/open-gateway.ts';
import { openUpstream } from '../testing/open-upstream.ts';
import { Raw, refusalIn } from '../testing/raw.ts';

const CHUNKED = 'POST /stock HTTP/1.1\r\nHost: shop.example\r\nTransfer-Encoding: chunked\r\n\r\n';
const LARGE = `11170\r\n${'x'.repeat(70_000)}\r\n`;
const routes = '{ stock.add: { body: 1MiB } }';

it('a body that breaks on its way to an instance is refused, whatever that answers; it does not see its end', async () => {
  const ends: boolean[] = [];
  let taken: ServerResponse | undefined;
  const upstream = await openUpstream({
    take: (request, response) => {
      taken = response;
      request.resume();
      request.once('error', () => undefined);
      request.socket.once('close', () => ends.push(request.complete));
      return true;
    },
  });
  const { port, lines, metric } = await openGateway({ at: { stock: [upstream.port] }, routes });
  const raw = new Raw(port).send(CHUNKED + LARGE);
  await expect.poll(() => taken).toBeDefined();
  raw.send('nonsense\r\n');
  await raw.until(/\}$/);
  taken!.end('too late');
  expect(refusalIn(await raw.closed())).toBe('400 CARV-371');
  await expect.poll(() => ends).toEqual([false]);
  expect(await metric('carveout_gateway_seconds', { route: 'stock.add', status: '400', le: '+Inf' })).toBe(1);
  await expect.poll(() => metric('carveout_gateway_in_flight')).toBe(0);
  expect(lines.filter(({ level }) => Number(level) >= 40)).toEqual([]);
});

it('a request that breaks while another is before it is refused after its answer, and reaches nobody', async () => {
  let first: ServerResponse | undefined;
  const upstream = await openUpstream({ answer: (_, response) => (first = response) });
  const { port, lines, metric } = await openGateway({ at: { stock: [upstream.port] }, routes });
  const raw = new Raw(port).send(`GET /stock HTTP/1.1\r\nHost: shop.example\r\n\r\n${CHUNKED}${LARGE}nonsense\r\n`);
  await expect.poll(() => first).toBeDefined();
  await expect.poll(() => lines.some(({ msg }) => msg === 'a request could not be read')).toBe(true);
  first!.setHeader('Content-Type', 'text/plain').end('first');
  const text = await raw.closed();
  expect(text).toMatch(/^HTTP\/1\.1 200 [^]*\r\n\r\nfirstHTTP/);
  expect(refusalIn(text.slice(text.indexOf('firstHTTP') + 5))).toBe('400 CARV-371');
  await expect.poll(() => metric('carveout_gateway_in_flight')).toBe(0);
  expect(await metric('carveout_gateway_seconds', { method: 'GET', le: '+Inf' })).toBe(1);
  expect(await metric('carveout_gateway_seconds', { method: 'POST', le: '+Inf' })).toBe(0);
  expect(upstream.begun).toBe(1);
  expect(lines.filter(({ level }) => Number(level) >= 40)).toEqual([]);
});
