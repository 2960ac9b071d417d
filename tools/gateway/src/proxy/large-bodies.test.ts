import { request as send } from 'node:http';
import { Readable } from 'node:stream';
import { Balancer, Directory, Networks } from '@carveout/runtime/discovery';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { silent } from '../testing/around-policies.ts';
import { openGateway } from '../testing/open-gateway.ts';
import { openUpstream } from '../testing/open-upstream.ts';
import { Raw } from '../testing/raw.ts';
import { Registry } from '../testing/registry.ts';

const MIB = 1_048_576;
/** What the kernel may hold on the way over loopback, four times: far less than what is sent. */
const ON_THE_WAY = 48 * MIB;

const until = (check: () => unknown): Promise<unknown> => vi.waitUntil(check, { timeout: 25_000, interval: 5 });

describe('a large body', () => {
  it('is read from the client no faster than the instance reads it', { timeout: 120_000 }, async () => {
    let take = (): void => undefined;
    const upstream = await openUpstream({
      take: (request, response) => {
        take = () => {
          request.resume();
          request.once('end', () => response.end('taken'));
        };
        return true;
      },
    });
    const size = 128 * MIB;
    const { port } = await openGateway({
      at: { stock: [upstream.port] },
      routes: '{ stock.add: { body: 1024MiB, within: 60s } }',
    });
    let sent = 0;
    const client = send({ port, method: 'POST', path: '/stock', headers: { 'Content-Length': size } });
    const answered = new Promise<number | undefined>((resolve, reject) => {
      client.once('response', (answer) => resolve(answer.resume().statusCode)).once('error', reject);
    });
    Readable.from(
      (function* () {
        for (const chunk = Buffer.alloc(MIB); sent < size; sent += MIB) yield chunk;
      })(),
    ).pipe(client);
    let still = 0;
    let last = -1;
    await until(() => {
      still = sent === last ? still + 1 : 0;
      last = sent;
      return upstream.begun > 0 && still > 50;
    });
    expect(sent).toBeLessThan(ON_THE_WAY);
    take();
    expect(await answered).toBe(200);
  });

  it.each([
    ['its client does not bring in time is not', 'xyz', false],
    ['the instance does not take in time is', Buffer.alloc(ON_THE_WAY).toString('latin1'), true],
  ])('that %s the failure of the instance', { timeout: 60_000 }, async (_what, sent, failed) => {
    const upstream = await openUpstream({ take: () => true });
    const discovery = new Registry();
    discovery.tell('stock', [upstream.port]);
    const directory = new Directory({ discovery, modules: ['stock'], networks: new Networks(), log: silent });
    await directory.start();
    onTestFinished(() => directory.stop());
    const { port } = await openGateway({
      routes: '{ stock.add: { body: 1024MiB, within: 5s } }',
      upstreams: { balancer: new Balancer(directory) },
    });
    const head = 'POST /stock HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 500000000\r\n\r\n';
    const slow = Array.from({ length: 3 }, () => new Raw(port).send(head + sent).until(/\r\n\r\n/));
    for (const text of await Promise.all(slow)) expect(text).toMatch(/^HTTP\/1\.1 504 /);
    expect(upstream.begun).toBe(3);
    expect(directory.members('stock').map(({ ejected }) => ejected)).toEqual([failed]);
  });

  it('is cut off at the instance when it is larger than its route takes', async () => {
    const ends: boolean[] = [];
    const upstream = await openUpstream({
      take: (request) => {
        request.resume();
        request.once('close', () => ends.push(request.complete));
        return true;
      },
    });
    const { port, metric } = await openGateway({
      at: { stock: [upstream.port] },
      routes: '{ stock.add: { body: 200000 } }',
    });
    const chunk = `${(60_000).toString(16)}\r\n${'x'.repeat(60_000)}\r\n`;
    const raw = new Raw(port).send(
      `POST /stock HTTP/1.1\r\nHost: shop.example\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}${chunk}`,
    );
    await until(() => upstream.begun === 1);
    raw.send(chunk + chunk);
    expect(await raw.until(/\}$/)).toMatch(/^HTTP\/1\.1 413 [^]*CARV-317/);
    await until(() => ends.length === 1);
    expect(ends).toEqual([false]);
    expect(await metric('carveout_gateway_upstream_failures_total')).toBe(0);
  });

  it('that the client does not finish is given up at the instance', async () => {
    const ends: boolean[] = [];
    const upstream = await openUpstream({
      take: (request) => {
        request.resume();
        request.once('error', () => undefined);
        request.once('close', () => ends.push(request.complete));
        return true;
      },
    });
    const { port, lines } = await openGateway({
      at: { stock: [upstream.port] },
      routes: '{ stock.add: { body: 1MiB } }',
    });
    const head = 'POST /stock HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 500000\r\n\r\n';
    const raw = new Raw(port).send(head + 'x'.repeat(100_000));
    await until(() => upstream.begun === 1);
    raw.socket.destroy();
    await until(() => ends.length === 1);
    expect(ends).toEqual([false]);
    expect(lines.filter(({ level }) => Number(level) >= 40)).toEqual([]);
  });
});

describe('an answer that comes before the whole body', () => {
  const head = 'POST /stock HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 500000\r\n\r\n';

  it.each([
    ['small', 2],
    ['streamed', 100_000],
  ])('is passed on, and ends its connection: %s', async (_what, size) => {
    const upstream = await openUpstream({
      take: (_, response) => {
        response.writeHead(403, { 'Content-Length': size }).end('n'.repeat(size));
        return true;
      },
    });
    const { port } = await openGateway({
      at: { stock: [upstream.port] },
      routes: '{ stock.add: { body: 1MiB } }',
      options: { lingerMs: 2_000 },
    });
    const text = await new Raw(port).send(head + 'x'.repeat(100_000)).closed();
    expect(text).toMatch(/^HTTP\/1\.1 403 [^]*\r\nconnection: close\r\n/i);
    expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe('n'.repeat(size));
  });

  it('lets the client write on for a while, so that it gets to read it', { timeout: 120_000 }, async () => {
    const upstream = await openUpstream({
      take: (_, response) => {
        response.writeHead(403, { 'Content-Length': 2 }).end('no');
        return true;
      },
    });
    const { port } = await openGateway({
      at: { stock: [upstream.port] },
      routes: '{ stock.add: { body: 1MiB } }',
      options: { lingerMs: 60_000 },
    });
    const began = performance.now();
    const raw = new Raw(port).send(head + 'x'.repeat(100_000));
    await raw.until(/no$/);
    raw.send('x'.repeat(400_000));
    expect(await raw.closed()).toMatch(/no$/);
    // All of it was read: that ends the wait.
    expect(performance.now() - began).toBeLessThan(50_000);
  });
});
