import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { encodeCall } from '../wire/call-codec.ts';
import { eventually } from '../rabbitmq/fixture/eventually.ts';
import { call, echo, linkMaker, request, silent } from './fixture/links.ts';
import type { LinkOptions } from './fixture/links.ts';
import { CALLS_CONTENT } from './wire-format.ts';

const { link, registry } = linkMaker();
const SECRET = 'a-secret-of-the-test';

/** One call as a line. */
function line(input: unknown, deadline = Date.now() + 10_000): string {
  return `${encodeCall(request('stock', input, { deadline }), JSON.stringify(input))}\n`;
}

interface Post {
  readonly path?: string;
  readonly method?: string;
  readonly type?: string;
  readonly secret?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

function post(port: number, body: string, { path = '/calls/stock', method = 'POST', ...more }: Post = {}) {
  const { type = CALLS_CONTENT, secret = SECRET, headers } = more;
  return fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { 'content-type': type, authorization: `Bearer ${secret}`, ...headers },
    ...(method === 'GET' ? {} : { body }),
  });
}

async function hostOf(options: LinkOptions = {}) {
  const host = await link({ secret: SECRET, ...options });
  const taken: unknown[] = [];
  await host.calls.serve('stock', (one) => (taken.push(one.input), echo(one)));
  return { port: host.port(), host, taken };
}

/** A connection by hand. */
async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket.on('error', () => undefined);
}

const headOf = (length: number): string =>
  `POST /calls/stock HTTP/1.1\r\nHost: x\r\nContent-Type: ${CALLS_CONTENT}\r\n` +
  `Authorization: Bearer ${SECRET}\r\nContent-Length: ${length}\r\n\r\n`;

describe('a batch', () => {
  it('is answered line by line, with its length where all is known at once', async () => {
    const { port } = await hostOf();
    const response = await post(port, line('a') + line('b'));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(CALLS_CONTENT);
    const body = await response.text();
    expect(body).toBe('[0,0,"a"]\n[1,0,"b"]\n');
    expect(response.headers.get('content-length')).toBe(String(body.length));
  });

  it('is answered in the order in which its calls end, as they end', async () => {
    const { port, host } = await hostOf();
    const release = Promise.withResolvers<void>();
    await host.calls.serve('prices', async ({ input }) => {
      if (input === 'slow') await release.promise;
      return { kind: 'value', value: input };
    });
    const response = await post(port, line('slow') + line('quick'), { path: '/calls/prices' });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe('[1,0,"quick"]\n');
    release.resolve();
    expect((await reader.read()).value).toBe('[0,0,"slow"]\n');
    expect((await reader.read()).done).toBe(true);
  });

  it('has calls that are unreadable, or too late, and others that run', async () => {
    const { port, taken } = await hostOf();
    const response = await post(port, `{\n[1]\n${line('late', Date.now() - 1)}${line('good')}`);
    const answers = (await response.text())
      .trim()
      .split('\n')
      .map((one) => JSON.parse(one) as unknown[]);
    expect(answers.map(([index, kind, code]) => [index, kind, code])).toEqual([
      [0, 2, 'CARV-302'],
      [1, 2, 'CARV-302'],
      [2, 4, 'CARV-313'],
      [3, 0, 'good'],
    ]);
    expect(taken).toEqual(['good']);
  });

  it.each<[number, string, string, Post]>([
    [401, 'with another secret', line(1), { secret: 'a-secret-of-the-tesT' }],
    [401, 'with a longer secret', line(1), { secret: `${SECRET}x` }],
    [401, 'without a secret', line(1), { headers: { authorization: '' } }],
    [401, 'with a secret of another scheme', line(1), { headers: { authorization: `Basic ${SECRET}` } }],
    [404, 'for a module that is not here', line(1), { path: '/calls/prices' }],
    [404, 'for no module', line(1), { path: '/calls/%' }],
    [404, 'elsewhere', line(1), { path: '/call/stock' }],
    [405, 'put', line(1), { method: 'PUT' }],
    [415, 'of another kind', line(1), { type: 'application/json' }],
    [415, 'of another version', line(1), { type: CALLS_CONTENT.replace('.1+', '.2+') }],
    [415, 'that is packed', line(1), { headers: { 'content-encoding': 'gzip' } }],
    [400, 'without calls', '', {}],
    [400, 'that is cut off', line(1).trimEnd(), {}],
    [413, 'of more than 64 calls', line(1).repeat(65), {}],
    [413, 'of too many bytes', `${'x'.repeat(200_000)}\n`, {}],
  ])('is refused with %i %s, and nothing of it runs', async (status, _what, body, options) => {
    const { port, taken } = await hostOf({ limits: { messageBytes: 100_000 } });
    const response = await post(port, body, options);
    expect(response.status).toBe(status);
    expect(response.headers.get('carveout-refused')).toMatch(/^CARV-\d{3}$/);
    expect(await response.text()).toBe('');
    expect(taken).toEqual([]);
    expect((await post(port, line(1))).status).toBe(200);
  });

  it('is refused as a whole where there is no room, with when to come again; of a larger one, what finds room runs', async () => {
    const host = await link({ limits: { callsRunning: 2 } });
    const release = Promise.withResolvers<void>();
    await host.calls.serve('stock', async () => release.promise.then(() => ({ kind: 'value', value: 1 })));
    const running = post(host.port(), line(1) + line(2) + line(3));
    const reader = (await running).body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toContain('[2,4,"CARV-312"');
    const refused = await post(host.port(), line(4));
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('carveout-refused')).toBe('CARV-312');
    release.resolve();
    expect((await reader.read()).value).toBe('[0,0,1]\n[1,0,1]\n');
  });
});

describe('what holds nothing for ever', () => {
  it('a request that does not come to its end', async () => {
    const { port, taken } = await hostOf({ limits: { requestMs: 300 } });
    const slow = await open(port);
    slow.write(`${headOf(1_000)}[`);
    expect(await text(slow)).not.toContain(' 200 ');
    expect(taken).toEqual([]);
  });

  it('a body without an end', async () => {
    const { port } = await hostOf({ limits: { messageBytes: 10_000 } });
    const socket = await open(port);
    socket.write(headOf(0).replace('Content-Length: 0', 'Transfer-Encoding: chunked'));
    const chunk = `2000\r\n${'x'.repeat(0x2000)}\r\n`;
    const pour = setInterval(() => socket.writable && socket.write(chunk), 1);
    const answer = await text(socket).finally(() => clearInterval(pour));
    expect(answer).toContain(' 413 ');
    await eventually('the connection is closed', () => socket.destroyed);
  });

  it('bodies that together are too large', async () => {
    const { port } = await hostOf({ limits: { bufferedBytes: 50_000 } });
    const first = await open(port);
    first.write(`${headOf(100_000)}${'x'.repeat(40_000)}`);
    await eventually('there is no room', async () => (await post(port, line('y'.repeat(30_000)))).status === 503);
    first.destroy();
    await eventually('there is room again', async () => (await post(port, line('y'.repeat(30_000)))).status === 200);
  });

  it('a caller that does not read its answers', async () => {
    const warnings: string[] = [];
    const log = { ...silent, warn: (_fields: object, message: string) => void warnings.push(message) };
    // More than the system takes between the two.
    const limits = { readMs: 300, bufferedBytes: 200_000_000, messageBytes: 100_000_000 };
    const { port, host } = await hostOf({ limits, log });
    await host.calls.serve('stock', async () => ({ kind: 'value', value: 'z'.repeat(50_000_000) }));
    const socket = await open(port);
    socket.pause();
    let closed = false;
    socket.on('close', () => (closed = true));
    const body = line(1);
    socket.write(headOf(body.length) + body);
    await eventually('it is noticed', () => warnings.some((text) => text.includes('does not read its answers')));
    socket.resume();
    await eventually('the connection is closed', () => closed);
    expect(socket.bytesRead).toBeLessThan(50_000_000);
  });

  it('answers that somebody does not read, when they take the room of those that others read', async () => {
    const limits = { bufferedBytes: 25_000_000, messageBytes: 100_000_000 };
    const { port, host } = await hostOf({ limits });
    // More than the system takes between the two.
    await host.calls.serve('stock', async () => ({ kind: 'value', value: 'z'.repeat(20_000_000) }));
    await host.calls.serve('prices', async () => ({ kind: 'value', value: 'a'.repeat(10_000_000) }));
    const socket = await open(port);
    const begun = new Promise((resolve) => socket.once('readable', resolve));
    socket.write(headOf(line(1).length) + line(1));
    await begun;
    registry().set('prices', [host.instance()]);
    const caller = await link({ secret: SECRET, limits });
    expect(await call(caller, 'prices', 1)).toMatchObject({ kind: 'value' });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    await closed;
    expect(socket.bytesRead).toBeLessThan(20_000_000);
  });

  it('an answer that is too much by itself', async () => {
    const { host } = await hostOf({ limits: { bufferedBytes: 100_000 } });
    await host.calls.serve('prices', async () => ({ kind: 'value', value: 'a'.repeat(200_000) }));
    registry().set('prices', [host.instance()]);
    expect(await call(await link({ secret: SECRET }), 'prices', 1)).toMatchObject({ kind: 'outcome-unknown' });
  });
});

describe('readiness', () => {
  it('is told without a secret, to whoever asks', async () => {
    let ready = false;
    const { port } = await hostOf({ ready: () => ready });
    const ask = async (): Promise<number> => (await fetch(`http://127.0.0.1:${port}/health/ready`)).status;
    expect(await ask()).toBe(503);
    ready = true;
    expect(await ask()).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/health/ready`, { method: 'POST' })).status).toBe(405);
  });
});

it('a port that is taken is told with its code', async () => {
  const { port } = await hostOf();
  await expect(link({ port })).rejects.toMatchObject({ code: 'CARV-631' });
});
