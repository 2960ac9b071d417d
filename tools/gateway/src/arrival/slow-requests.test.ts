import type { Server } from 'node:http';
import { expect, it } from 'vitest';
import { openGateway } from '../testing/open-gateway.ts';
import { openUpstream } from '../testing/open-upstream.ts';
import { Raw, refusalIn } from '../testing/raw.ts';

// Node looks for slow connections every 5 s, as the kit's servers are set.
it('a head or a body that comes drop by drop is ended, and holds no instance', { timeout: 60_000 }, async () => {
  const ends: boolean[] = [];
  const upstream = await openUpstream({
    take: (request) => {
      request.resume();
      request.once('error', () => undefined);
      request.once('close', () => ends.push(request.complete));
      return true;
    },
  });
  let usual: Pick<Server, 'headersTimeout' | 'requestTimeout'> | undefined;
  const { port, metric } = await openGateway({
    at: { stock: [upstream.port] },
    routes: '{ stock.add: { body: 1MiB } }',
    see: (server) => {
      usual = { headersTimeout: server.headersTimeout, requestTimeout: server.requestTimeout };
      Object.assign(server, { headersTimeout: 300, requestTimeout: 600 });
    },
  });
  expect(usual).toEqual({ headersTimeout: 10_000, requestTimeout: 20_000 });
  const post = 'POST /stock HTTP/1.1\r\nHost: shop.example\r\n';
  const slow = {
    head: new Raw(port).send('GET /stock HTTP/1.1\r\nHost: shop.example\r\nX: '),
    body: new Raw(port).send(`${post}Content-Length: 1000\r\n\r\n`),
    streamed: new Raw(port).send(`${post}Content-Length: 100000\r\n\r\n${'x'.repeat(70_000)}`),
    chunked: new Raw(port).send(`${post}Transfer-Encoding: chunked\r\n\r\n`),
  };
  const drops = setInterval(() => {
    for (const one of [slow.head, slow.body, slow.streamed]) if (!one.isClosed) one.send('x');
    if (!slow.chunked.isClosed) slow.chunked.send('1\r\nx\r\n');
  }, 100);
  const texts = await Promise.all(Object.values(slow).map((one) => one.closed()));
  clearInterval(drops);
  expect(texts.map(refusalIn)).toEqual(Array(4).fill('408 CARV-371'));
  expect(await metric('carveout_unreadable_requests_total', { at: 'gateway', status: '408' })).toBe(4);
  expect(await metric('carveout_gateway_in_flight')).toBe(0);
  // Only what was large had begun to go anywhere, and it was not completed.
  await expect.poll(() => ends).toEqual([false]);
  expect(upstream.begun).toBe(1);
});

it('a request may take as long to arrive as the slowest route answers', async () => {
  let requestTimeout = 0;
  await openGateway({ routes: '{ stock.add: { within: 60s } }', see: (server) => void ({ requestTimeout } = server) });
  expect(requestTimeout).toBeGreaterThan(60_000);
});
