import { describe, expect, it } from 'vitest';
import { openGateway } from '../testing/open-gateway.ts';
import { openUpstream } from '../testing/open-upstream.ts';
import type { OpenUpstream, UpstreamBehaviour } from '../testing/open-upstream.ts';

const KEY = /^[\da-f-]{36}$/;

/** Ports that nobody listens on: one that was free a moment ago may be another's by now. */
const CLOSED = [1, 2] as const;

/** Breaks the connection of every request when its body is there, without a byte of an answer. */
const breaksOff: UpstreamBehaviour = { answer: (_, response) => response.socket!.resetAndDestroy() };

function notRun(code = 'CARV-304', type = 'application/problem+json'): UpstreamBehaviour {
  return {
    answer: (_, response) => {
      response.writeHead(503, { 'Content-Type': type });
      response.end(JSON.stringify({ status: 503, code }));
    },
  };
}

/** Asks until `first` has had one request: which of the two is asked first is chosen at random. */
async function untilAsked(first: OpenUpstream, ask: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const answer = await ask();
    if (first.begun > 0) return answer;
  }
}

const post = (url: string, body: string | undefined, headers: Record<string, string> = {}) =>
  fetch(`${url}/stock`, { method: 'POST', headers, ...(body === undefined ? {} : { body }) });

describe('a request that took no connection', () => {
  it.each(['GET', 'POST'])('goes to another instance: %s', async (method) => {
    const alive = await openUpstream();
    const { url, metric } = await openGateway({ at: { stock: [CLOSED[0], alive.port] } });
    for (let count = 0; count < 20; count += 1) expect((await fetch(`${url}/stock`, { method })).status).toBe(200);
    expect(alive.seen).toHaveLength(20);
    // The dead one is asked once, and then only after a while again.
    const failures = await metric('carveout_gateway_upstream_failures_total', { module: 'stock', how: 'refused' });
    expect(failures).toBeLessThan(10);
    expect(await metric('carveout_gateway_retries_total', { why: 'refused' })).toBe(failures);
  });

  it('does so with a body that is streamed', async () => {
    const alive = await openUpstream();
    const { url, metric } = await openGateway({
      at: { stock: [...CLOSED, alive.port] },
      routes: '{ defaults: { body: 1MiB } }',
    });
    const body = 'x'.repeat(300_000);
    for (let count = 0; count < 10; count += 1) expect((await post(url, body)).status).toBe(200);
    expect(alive.seen.every((seen) => seen.body === body)).toBe(true);
    expect(await metric('carveout_gateway_retries_total', { why: 'refused' })).toBeGreaterThan(0);
  });

  it('goes to another instance where the registry tells an address that is none', async () => {
    const alive = await openUpstream();
    const { url } = await openGateway({ at: { stock: [70_000, alive.port] } });
    for (let count = 0; count < 20; count += 1) expect((await post(url, 'x')).status).toBe(200);
    expect(alive.seen).toHaveLength(20);
  });

  it('surely did not happen where the only address is none', async () => {
    const { url, lines } = await openGateway({ at: { stock: [70_000] } });
    const answer = await post(url, 'x');
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'CARV-304' }]);
    const line = lines.find((one) => one['instance'] === 'at-70000');
    expect(line).toMatchObject({ how: 'refused', err: { message: expect.stringContaining('Invalid URL') } });
  });

  it('surely did not happen where nobody takes one', async () => {
    const { url, lines } = await openGateway({ at: { stock: CLOSED } });
    const answer = await post(url, 'x');
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'CARV-304' }]);
    const line = lines.find(({ how }) => how === 'refused');
    expect(line).toMatchObject({ correlation: answer.headers.get('x-request-id'), module: 'stock' });
  });
});

describe('a request whose connection broke before the answer', () => {
  it.each([
    ['GET', undefined],
    ['POST', '{"id":"x"}'],
    ['POST', 'x'.repeat(65_536)],
  ])('goes to another instance once: %s', async (method, body) => {
    const [broken, alive] = [await openUpstream(breaksOff), await openUpstream()];
    const { url, metric } = await openGateway({ at: { stock: [broken.port, alive.port] } });
    const ask = () => fetch(`${url}/stock`, { method, ...(body === undefined ? {} : { body }) });
    const answer = await untilAsked(broken, ask);
    expect(answer.status).toBe(200);
    expect(broken.seen).toHaveLength(1);
    const again = alive.seen.at(-1)!;
    expect(again.body).toBe(body ?? '');
    if (method === 'POST') {
      expect(again.headers['idempotency-key']).toMatch(KEY);
      expect(broken.seen[0]!.headers['idempotency-key']).toBe(again.headers['idempotency-key']);
    }
    expect(await metric('carveout_gateway_retries_total', { module: 'stock', why: 'broken' })).toBe(1);
    expect(await metric('carveout_gateway_upstream_failures_total', { how: 'broken' })).toBe(1);
  });

  it('may have happened where the body was not kept, and says under which key to ask', async () => {
    const broken = await openUpstream(breaksOff);
    const other = await openUpstream(breaksOff);
    const { url } = await openGateway({
      at: { stock: [broken.port, other.port] },
      routes: '{ defaults: { body: 1MiB } }',
    });
    const answer = await post(url, 'x'.repeat(65_537));
    expect([answer.status, await answer.json()]).toMatchObject([502, { code: 'CARV-305', title: expect.any(String) }]);
    expect(broken.seen.length + other.seen.length).toBe(1);
    const [seen] = [...broken.seen, ...other.seen];
    expect(answer.headers.get('idempotency-key')).toBe(seen!.headers['idempotency-key']);
  });

  it('goes no further than once', async () => {
    const upstreams = await Promise.all([1, 2, 3].map(() => openUpstream(breaksOff)));
    const { url } = await openGateway({ at: { stock: upstreams.map(({ port }) => port) } });
    const answer = await post(url, 'x', { 'Idempotency-Key': 'mine' });
    expect([answer.status, answer.headers.get('idempotency-key')]).toEqual([502, 'mine']);
    expect(await answer.json()).toMatchObject({ code: 'CARV-305' });
    expect(upstreams.reduce((sum, { begun }) => sum + begun, 0)).toBe(2);
  });

  it('may have happened, also where the second instance takes no connection or says that it did not run it', async () => {
    for (const second of ['closed', 'CARV-304', 'CARV-312']) {
      const broken = await openUpstream(breaksOff);
      const port = second === 'closed' ? CLOSED[0] : (await openUpstream(notRun(second))).port;
      const { url } = await openGateway({ at: { stock: [broken.port, port] } });
      let answer = await post(url, 'x');
      // Where the other was asked first, it was told by the broken one.
      if (broken.begun === 0) answer = await untilAsked(broken, () => post(url, 'x'));
      expect([answer.status, await answer.json()], second).toMatchObject([502, { code: 'CARV-305' }]);
    }
  });

  it('is no outcome in doubt where it only reads', async () => {
    const broken = await openUpstream(breaksOff);
    const { url } = await openGateway({ at: { stock: [broken.port] } });
    const answer = await fetch(`${url}/stock`);
    expect([answer.status, await answer.json()]).toMatchObject([502, { code: 'CARV-348' }]);
  });

  it('goes again to the only instance there is: it may have closed a kept connection just then', async () => {
    let count = 0;
    const upstream = await openUpstream({
      answer: (_, response) => {
        count += 1;
        if (count === 2) response.socket!.resetAndDestroy();
        else response.end('ok');
      },
    });
    const { url } = await openGateway({ at: { stock: [upstream.port] } });
    expect([(await fetch(`${url}/stock`)).status, (await fetch(`${url}/stock`)).status]).toEqual([200, 200]);
    expect(count).toBe(3);
  });
});

describe('an answer that says the request did not run', () => {
  it.each(['CARV-304', 'CARV-312'])('sends it to another instance: %s', async (code) => {
    const [refusing, alive] = [await openUpstream(notRun(code)), await openUpstream()];
    const { url, metric } = await openGateway({ at: { stock: [refusing.port, alive.port] } });
    const answer = await untilAsked(refusing, () => post(url, 'x'));
    expect(answer.status).toBe(200);
    expect(await metric('carveout_gateway_retries_total', { why: 'not-run' })).toBe(1);
  });

  it('is passed on where there is no other, or the other says the same', async () => {
    const [one, other] = [await openUpstream(notRun()), await openUpstream(notRun())];
    const { url, registry } = await openGateway({ at: { stock: [one.port] } });
    expect([(await post(url, 'x')).status, one.begun]).toEqual([503, 1]);
    registry.tell('stock', [one.port, other.port]);
    expect([(await post(url, 'x')).status, one.begun, other.begun]).toEqual([503, 2, 1]);
  });

  it.each([
    ['another code', notRun('CARV-305')],
    ['another type', notRun('CARV-304', 'application/json')],
    [
      'rubbish',
      { answer: (_, response) => response.writeHead(503, { 'Content-Type': 'application/problem+json' }).end('{') },
    ],
  ] satisfies [string, UpstreamBehaviour][])('is not one with %s', async (_, behaviour) => {
    const [one, other] = [await openUpstream(behaviour), await openUpstream(behaviour)];
    const { url } = await openGateway({ at: { stock: [one.port, other.port] } });
    expect((await post(url, 'x')).status).toBe(503);
    expect(one.begun + other.begun).toBe(1);
  });
});

describe('an instance that dies', () => {
  it('while it answers ends the connection to the client, so that nobody takes the part for the whole', async () => {
    const upstream = await openUpstream({
      answer: (_, response) => {
        response.write('first');
      },
    });
    const { url } = await openGateway({ at: { stock: [upstream.port] } });
    const answer = await fetch(`${url}/stock`);
    const reader = answer.body!.getReader();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('first');
    await upstream.kill();
    await expect(reader.read()).rejects.toThrow();
  });

  it('within a small answer is told as such, and nothing is done twice', async () => {
    const upstream = await openUpstream({
      answer: (_, response) => {
        response.writeHead(200, { 'Content-Length': 10 });
        response.write('first', () => response.socket!.destroy());
      },
    });
    const { url } = await openGateway({ at: { stock: [upstream.port, upstream.port] } });
    const answer = await post(url, 'x');
    expect([answer.status, await answer.json()]).toMatchObject([502, { code: 'CARV-305' }]);
    expect(upstream.begun).toBe(1);
  });

  it('after its answer harms nobody', async () => {
    const [one, other] = [await openUpstream(), await openUpstream()];
    const { url } = await openGateway({ at: { stock: [one.port, other.port] } });
    await untilAsked(one, () => fetch(`${url}/stock`));
    await one.kill();
    for (let count = 0; count < 20; count += 1) expect((await fetch(`${url}/stock`)).status).toBe(200);
  });
});

it('retries stay within their budget', async () => {
  const upstreams = await Promise.all([1, 2].map(() => openUpstream(breaksOff)));
  const { url } = await openGateway({ at: { stock: upstreams.map(({ port }) => port) } });
  const asked = 100;
  const began = performance.now();
  for (let count = 0; count < asked; count += 1) expect((await fetch(`${url}/stock`)).status).toBe(502);
  const seconds = (performance.now() - began) / 1_000;
  const tries = upstreams.reduce((sum, { begun }) => sum + begun, 0);
  expect(tries - asked).toBeGreaterThan(0);
  expect(tries - asked).toBeLessThanOrEqual(asked / 5 + 10 * (1 + seconds) + 1);
});
