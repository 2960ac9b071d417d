import { connect } from 'node:net';
import { Readable } from 'node:stream';
import type { Context } from 'koa';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openGateway } from '../testing/open-gateway.ts';
import { openUpstream } from '../testing/open-upstream.ts';
import { Raw } from '../testing/raw.ts';

const MIB = 1_048_576;
/** What the kernel may hold on the way over loopback, four times: far less than what is sent. */
const ON_THE_WAY = 48 * MIB;

const until = (check: () => unknown): Promise<unknown> => vi.waitUntil(check, { timeout: 25_000, interval: 5 });

describe('a large answer', () => {
  it('is read from the instance no faster than the client reads it', { timeout: 60_000 }, async () => {
    const size = 128 * MIB;
    let written = 0;
    const upstream = await openUpstream({
      answer: (_, response) => {
        const chunk = Buffer.alloc(MIB);
        Readable.from(
          (function* () {
            for (; written < size; written += MIB) yield chunk;
          })(),
        ).pipe(response);
      },
    });
    let context: Context | undefined;
    const { port } = await openGateway({
      at: { stock: [upstream.port] },
      options: {
        before: [
          (one, next) => {
            context = one;
            return next();
          },
        ],
      },
    });
    const client = connect(port, '127.0.0.1');
    onTestFinished(() => void client.destroy());
    client.write('GET /stock HTTP/1.1\r\nHost: shop.example\r\n\r\n');
    client.pause();
    // It has come to a halt when nothing was written in fifty looks.
    const buffered: number[] = [];
    let still = 0;
    let last = -1;
    await vi.waitUntil(
      () => {
        if (context?.body instanceof Readable) buffered.push(context.body.readableLength + context.res.writableLength);
        still = written === last ? still + 1 : 0;
        last = written;
        return written > 0 && still > 50;
      },
      { timeout: 20_000, interval: 5 },
    );
    expect(written).toBeLessThan(ON_THE_WAY);
    expect(Math.max(...buffered)).toBeLessThan(MIB);
    let read = 0;
    client.on('data', (chunk: Buffer) => {
      read += chunk.length;
    });
    client.resume();
    await until(() => read > size);
    expect(written).toBe(size);
  });

  it('is given up at the instance when the client leaves', async () => {
    let isClosed = false;
    const upstream = await openUpstream({
      answer: (_, response) => {
        response.once('close', () => {
          isClosed = true;
        });
        response.write('first');
      },
    });
    const { port, metric } = await openGateway({ at: { stock: [upstream.port] } });
    const raw = new Raw(port).send('GET /stock HTTP/1.1\r\nHost: shop.example\r\n\r\n');
    await raw.until(/first/);
    raw.socket.destroy();
    await until(() => isClosed);
    await until(async () => (await metric('carveout_gateway_in_flight')) === 0);
  });

  it('comes as it is sent: an event is there before the next one', async () => {
    let sendNext = (): void => undefined;
    const upstream = await openUpstream({
      answer: (_, response) => {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write('data: 1\n\n');
        sendNext = () => response.end('data: 2\n\n');
      },
    });
    const { port } = await openGateway({ at: { stock: [upstream.port] } });
    const raw = new Raw(port).send('GET /stock HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n');
    expect(await raw.until(/data: 1/)).not.toContain('data: 2');
    sendNext();
    expect(await raw.closed()).toContain('data: 2');
  });

  it('has a head that comes before the first piece, and is cut off where no piece comes', async () => {
    let end = (): void => undefined;
    const upstream = await openUpstream({
      answer: (_, response) => {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
        end = () => response.socket!.resetAndDestroy();
      },
    });
    const { port } = await openGateway({ at: { stock: [upstream.port] } });
    const raw = new Raw(port).send('GET /stock HTTP/1.1\r\nHost: shop.example\r\n\r\n');
    expect(await raw.until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 200 [^]*text\/event-stream/);
    end();
    expect(await raw.closed()).toMatch(/\r\n\r\n$/);
  });

  it.each(['1.0', '1.1'])('does not look whole where it breaks off: HTTP/%s', async (version) => {
    let end = (): void => undefined;
    const upstream = await openUpstream({
      answer: (_, response) => {
        response.write('half of it');
        end = () => response.socket!.resetAndDestroy();
      },
    });
    const { port } = await openGateway({ at: { stock: [upstream.port] } });
    const raw = new Raw(port).send(`GET /stock HTTP/${version}\r\nHost: shop.example\r\n\r\n`);
    let error: NodeJS.ErrnoException | undefined;
    raw.socket.once('error', (one) => (error = one));
    await raw.until(/half of it/);
    end();
    const text = await raw.closed();
    if (version === '1.1') expect(text).toMatch(/half of it\r\n$/);
    // To this version, the end of the connection is the end of the answer.
    else expect([text.endsWith('half of it'), error?.code]).toEqual([true, 'ECONNRESET']);
  });

  it('that breaks as it begins breaks nothing else', async () => {
    const upstream = await openUpstream({
      answer: (_, response) => {
        response.socket!.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nrubbish\r\n');
      },
    });
    const { port, metric } = await openGateway({ at: { stock: [upstream.port] } });
    for (let count = 0; count < 3; count += 1) {
      const raw = new Raw(port).send('GET /stock HTTP/1.1\r\nHost: shop.example\r\n\r\n');
      expect(await raw.closed()).not.toContain('rubbish');
    }
    await until(async () => (await metric('carveout_gateway_in_flight')) === 0);
  });

  it('is given up when it stands still, on either side', async () => {
    const ends: string[] = [];
    const silent = await openUpstream({
      answer: (_, response) => {
        response.once('close', () => ends.push('silent'));
        response.write('first');
      },
    });
    const endless = await openUpstream({
      answer: (_, response) => {
        response.once('close', () => ends.push('endless'));
        Readable.from(
          (function* () {
            for (;;) yield Buffer.alloc(MIB);
          })(),
        ).pipe(response);
      },
    });
    const { port } = await openGateway({
      at: { stock: [silent.port], storefront: [endless.port] },
      upstreams: { stallMs: 300 },
    });
    const text = await new Raw(port).send('GET /stock HTTP/1.1\r\nHost: shop.example\r\n\r\n').closed();
    expect(text).not.toMatch(/0\r\n\r\n$/);
    const client = connect(port, '127.0.0.1').on('error', () => undefined);
    onTestFinished(() => void client.destroy());
    client.write('GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n');
    client.pause();
    await until(() => ends.includes('endless'));
    expect(ends).toContain('silent');
  });

  it('is given up where the client does not read, also where it writes meanwhile', async () => {
    let isClosed = false;
    const upstream = await openUpstream({
      answer: (_, response) => {
        response.once('close', () => (isClosed = true));
        Readable.from(
          (function* () {
            for (;;) yield Buffer.alloc(MIB);
          })(),
        ).pipe(response);
      },
    });
    const { port } = await openGateway({ at: { stock: [upstream.port] }, upstreams: { stallMs: 300 } });
    const client = connect(port, '127.0.0.1').on('error', () => undefined);
    onTestFinished(() => void client.destroy());
    client.write('GET /stock HTTP/1.1\r\nHost: shop.example\r\n\r\n');
    client.pause();
    // Lines between two requests begin none, so that no limit of requests sees them.
    const lines = setInterval(() => void client.write('\r\n'), 200);
    onTestFinished(() => clearInterval(lines));
    await until(() => isClosed);
  });

  it('goes on for a client that reads slowly', async () => {
    const upstream = await openUpstream({ answer: (_, response) => response.end(Buffer.alloc(8 * MIB)) });
    const { port } = await openGateway({ at: { stock: [upstream.port] }, upstreams: { stallMs: 300 } });
    const client = connect(port, '127.0.0.1');
    onTestFinished(() => void client.destroy());
    let read = 0;
    let isClosed = false;
    client.once('close', () => (isClosed = true));
    client.on('data', (chunk: Buffer) => {
      read += chunk.length;
      client.pause();
      setTimeout(() => client.resume(), 5);
    });
    client.write('GET /stock HTTP/1.1\r\nHost: shop.example\r\n\r\n');
    const lines = setInterval(() => void client.write('\r\n'), 20);
    onTestFinished(() => clearInterval(lines));
    await until(() => read >= 8 * MIB || isClosed);
    expect(read).toBeGreaterThanOrEqual(8 * MIB);
  });
});

describe('answers that a client has asked for ahead', () => {
  const get = 'GET /stock HTTP/1.1\r\nHost: shop.example\r\n\r\n';

  it('are made one after the other, and all of them', async () => {
    let most = 0;
    let open = 0;
    const upstream = await openUpstream({
      answer: (_, response) => {
        most = Math.max(most, ++open);
        setImmediate(() => {
          open -= 1;
          response.end('one.');
        });
      },
    });
    const { port, metric } = await openGateway({ at: { stock: [upstream.port] } });
    const raw = new Raw(port).send(get.repeat(100)).send(get.repeat(99));
    raw.send(get.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
    expect((await raw.closed()).match(/HTTP\/1\.1 200 /g)).toHaveLength(200);
    expect(most).toBe(1);
    await until(async () => (await metric('carveout_gateway_in_flight')) === 0);
  });

  it('are not made for a client that does not read, and it is cut off, whoever answers', async () => {
    const large = Buffer.alloc(4 * MIB);
    let answered = 0;
    const { port } = await openGateway({
      upstreams: { stallMs: 300 },
      options: {
        before: [
          (context) => {
            answered += 1;
            context.body = large;
          },
        ],
      },
    });
    const client = connect(port, '127.0.0.1').on('error', () => undefined);
    onTestFinished(() => void client.destroy());
    const closed = new Promise((resolve) => client.once('close', resolve));
    client.pause();
    client.write(get.repeat(600));
    await until(() => answered > 0);
    // It is told by a reset, which it sees without reading.
    let isCut = false;
    void closed.then(() => (isCut = true));
    await until(() => {
      client.write('x');
      return isCut;
    });
    expect(answered).toBeLessThan(30);
  });
});
