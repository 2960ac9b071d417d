import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { whyNotFree } from '../ports/check-port.ts';
import { LOOPBACK } from '../ports/door-ports.ts';
import { untilReady } from './until-ready.ts';

it('asks until the answer is 200, at a port too that browsers and fetch refuse', async () => {
  const port = await oneOf([6665, 6666, 6667, 6668, 6669, 6679, 6697]);
  const asked: (string | undefined)[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(url);
    response.statusCode = asked.length < 3 ? 503 : 200;
    response.end('{}');
  }).listen(port, LOOPBACK);
  await once(server, 'listening');
  try {
    expect(await untilReady(port, new AbortController().signal)).toBe(true);
    expect(asked).toEqual(Array.from({ length: 3 }, () => '/health/ready'));
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

it('gives up with the signal, where nobody answers', async () => {
  const stop = new AbortController();
  const ready = untilReady(await oneOf([6665, 6666, 6667, 6668, 6669]), stop.signal);
  stop.abort();
  expect(await ready).toBe(false);
});

async function oneOf(ports: readonly number[]): Promise<number> {
  for (const port of ports) if ((await whyNotFree(port, LOOPBACK)) === undefined) return port;
  throw new Error(`all of ${ports.join(', ')} are taken`);
}
