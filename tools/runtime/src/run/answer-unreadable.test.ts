import { once } from 'node:events';
import { connect } from 'node:net';
import type { Server } from 'node:http';
import { connect as connectSecurely } from 'node:tls';
import type { Socket } from 'node:net';
import type { RequestListener, ServerResponse } from 'node:http';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { expect, it, onTestFinished } from 'vitest';
import { listen } from './listen.ts';
import type { ListenOptions } from './listen.ts';
import { observeUnreadable } from './observe-unreadable.ts';
import { certificates } from './testing/certificates.ts';

const CHUNKED = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
const LARGE = 'x'.repeat(20_000);

async function opened(listener: RequestListener, options: ListenOptions = {}) {
  const registry = new Registry();
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const observe = observeUnreadable('test', registry, log);
  const server = await listen(listener, 'test', 'PORT', 0, '127.0.0.1', { unreadable: { observe }, ...options });
  onTestFinished(() => server.close(1));
  const counted = async (): Promise<Record<string, number>> => {
    const { values } = await registry.getSingleMetric('carveout_unreadable_requests_total')!.get();
    return Object.fromEntries(values.map(({ labels, value }) => [`${labels['at']} ${labels['status']}`, value]));
  };
  return { port: server.port, lines, counted };
}

/** Sends it, and resolves with all that came until the server has closed. */
const sent = (port: number, bytes: string): Promise<string> => exchanged(connect(port, '127.0.0.1'), bytes);
async function exchanged(socket: Socket, bytes: string): Promise<string> {
  let came = '';
  socket.on('error', () => undefined).on('data', (data) => (came += data.toString('latin1')));
  if (bytes !== '') socket.write(bytes, 'latin1');
  await new Promise((resolve) => socket.once('close', resolve));
  return came;
}

/** Asserts that it is one answer, a problem with this status, and gives its id. */
function expectProblem(answer: string, status: number): string {
  const [head = '', body = '', ...more] = answer.split('\r\n\r\n');
  expect(more).toEqual([]);
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [A-Z]`));
  const headers = new Headers(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(': ') as [string, string]),
  );
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(headers.get('connection')).toBe('close');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('content-length')).toBe(String(Buffer.byteLength(body)));
  const problem = JSON.parse(body) as { requestId: string };
  expect(problem).toEqual({
    type: 'urn:carveout:error:CARV-371',
    title: 'The request could not be read',
    status,
    code: 'CARV-371',
    detail: expect.stringMatching(/^It/) as string,
    requestId: headers.get('x-request-id'),
  });
  expect(problem.requestId).toMatch(/^\S+$/);
  return problem.requestId;
}

const readsAll: RequestListener = (request, response) => {
  request.on('error', () => undefined);
  request.resume().once('end', () => response.end('read'));
};

it.each([
  ['LF alone', 400, 'GET / HTTP/1.1\nHost: a\n\n'],
  ['two framings', 400, `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`],
  ['no HTTP', 400, '\x16\x03\x01\x02\x00'],
  ['no host', 400, 'GET / HTTP/1.1\r\n\r\n'],
  ['a large head', 431, `GET / HTTP/1.1\r\nHost: a\r\nX: ${LARGE}\r\n\r\n`],
  ['a large trailer', 431, `${CHUNKED}0\r\nX: ${LARGE}\r\n\r\n`],
  ['large extensions', 413, `${CHUNKED}1;x=${LARGE}\r\na\r\n0\r\n\r\n`],
  ['a size that is none', 400, `${CHUNKED}x\r\n`],
  ['an expectation', 417, 'POST / HTTP/1.1\r\nHost: a\r\nExpect: magic\r\nContent-Length: 1\r\n\r\na'],
])('%s: %i, told as a problem, counted and logged', async (_, status, bytes) => {
  const { port, lines, counted } = await opened(readsAll);
  const correlation = expectProblem(await sent(port, bytes), status);
  expect(await counted()).toEqual({ [`test ${status}`]: 1 });
  expect(lines).toMatchObject([{ level: 20, correlation, at: 'test', status, why: expect.any(String) as string }]);
});

it('slow heads and slow bodies: 408; a connection without a byte is closed without a word', async () => {
  const limits = { headersTimeout: 200, requestTimeout: 200, connectionsCheckingInterval: 50 };
  for (const tls of [undefined, { key: certificates.key, cert: certificates.cert }]) {
    const { port, counted } = await opened(readsAll, { limits, ...(tls === undefined ? {} : { tls }) });
    const send = (bytes: string): Promise<string> =>
      tls === undefined
        ? sent(port, bytes)
        : exchanged(connectSecurely({ port, host: '127.0.0.1', ca: certificates.ca }), bytes);
    expectProblem(await send('GET / HT'), 408);
    expectProblem(await send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na'), 408);
    expect(await send('')).toBe('');
    expect(await counted()).toEqual({ 'test 408': 2 });
  }
});

it('bears the id that the request has been given', async () => {
  const asGiven = await opened(readsAll);
  const named = CHUNKED.replace('Host', 'X-Request-Id: mine\r\nHost');
  expect(expectProblem(await sent(asGiven.port, `${named}x\r\n`), 400)).toBe('mine');
  const asTold = await opened(readsAll, { unreadable: { requestIdOf: () => 'told' } });
  expect(expectProblem(await sent(asTold.port, `${named}x\r\n`), 400)).toBe('told');
  const asAnswered = await opened((_, response) => response.setHeader('X-Request-Id', 'answered'));
  expect(expectProblem(await sent(asAnswered.port, `${CHUNKED}x\r\n`), 400)).toBe('answered');
});

it('takes no header of the answer that was being made', async () => {
  const { port } = await opened((_, response) => response.setHeader('ETag', '"x"').setHeader('Set-Cookie', 'a=b'));
  const answer = await sent(port, `${CHUNKED}x\r\n`);
  expectProblem(answer, 400);
  expect(answer).not.toMatch(/etag|set-cookie/i);
});

it('what follows a request is not answered in its place, but after it', async () => {
  const responses: ServerResponse[] = [];
  const { port, counted } = await opened((_, response) => responses.push(response));
  const answer = sent(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n');
  await expect.poll(counted).toEqual({});
  await expect.poll(() => responses.length).toBe(1);
  responses[0]!.setHeader('Content-Length', 4).end('done');
  const [head = '', ...rest] = (await answer).split('\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1\.1 200 /);
  expect(rest[0]).toMatch(/^done/);
  expectProblem(rest.join('\r\n\r\n').slice(4), 400);
  expect(await counted()).toEqual({ 'test 400': 1 });
});

it('half an answer gets no other behind it', async () => {
  const { port } = await opened((_, response) => response.write('half'));
  const socket = connect(port, '127.0.0.1');
  socket.once('data', () => socket.write('x\r\n'));
  expect(await exchanged(socket, CHUNKED)).toMatch(/^HTTP\/1\.1 200 [^]*\r\n\r\n4\r\nhalf\r\n$/);
});

it('takes no further request of a connection that was refused', async () => {
  let begun = 0;
  const { port } = await opened((_, response) => {
    begun += 1;
    response.end();
  });
  expectProblem(await sent(port, 'GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n'), 400);
  expect(begun).toBe(0);
});

it('is read by a client that goes on sending, and ends where one does not close', async () => {
  let server: Server | undefined;
  const { port } = await opened(readsAll, { prepare: (made) => void (server = made) });
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const flood = setInterval(() => socket.write(LARGE), 5);
  const answer = exchanged(socket, `${CHUNKED}x\r\n`);
  await once(socket, 'end');
  const connections = (): Promise<number> =>
    new Promise((resolve) => server!.getConnections((_, count) => resolve(count)));
  await expect.poll(connections).toBe(0);
  clearInterval(flood);
  socket.destroy();
  expectProblem(await answer, 400);
});

it('a client that leaves within its request is not counted as one that cannot write', async () => {
  let left = false;
  const { port, counted } = await opened((request) => {
    request.resume();
    request.on('error', () => undefined).once('close', () => (left = true));
  });
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  const answer = exchanged(socket, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na');
  socket.end();
  expect(await answer).toBe('');
  await expect.poll(() => left).toBe(true);
  expect(await counted()).toEqual({});
});
