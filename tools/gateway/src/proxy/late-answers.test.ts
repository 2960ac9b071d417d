import { get } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { rememberRequest, requestState } from '../request-state.ts';
import { openGateway } from '../testing/open-gateway.ts';
import { openUpstream } from '../testing/open-upstream.ts';
import { Raw } from '../testing/raw.ts';

const until = (check: () => unknown): Promise<unknown> => vi.waitUntil(check, { timeout: 25_000, interval: 5 });

describe('an answer that does not come', () => {
  it('in time is 504, and says whether it may have happened', async () => {
    let ended = 0;
    const upstream = await openUpstream({
      answer: (_, response) => {
        response.once('close', () => {
          ended += 1;
        });
      },
    });
    const { url, metric } = await openGateway({
      at: { stock: [upstream.port] },
      routes: '{ stock: { within: 5s } }',
    });
    const read = await fetch(`${url}/stock`);
    expect([read.status, await read.json()]).toMatchObject([504, { code: 'CARV-348' }]);
    const changed = await fetch(`${url}/stock`, { method: 'POST', headers: { 'Idempotency-Key': 'mine' } });
    expect([changed.status, changed.headers.get('idempotency-key')]).toEqual([504, 'mine']);
    expect(await changed.json()).toMatchObject({ code: 'CARV-305' });
    await until(() => ended === 2);
    expect(await metric('carveout_gateway_upstream_failures_total', { how: 'late' })).toBe(2);
    expect(upstream.begun).toBe(2);
  });

  it('is not asked for when the time was over before, and surely did not happen', async () => {
    const upstream = await openUpstream();
    const { url } = await openGateway({
      at: { stock: [upstream.port] },
      options: {
        before: [
          (context, next) => {
            rememberRequest(context, { ...requestState(context), deadline: Date.now() });
            return next();
          },
        ],
      },
    });
    const answer = await fetch(`${url}/stock`, { method: 'POST' });
    expect([answer.status, await answer.json()]).toMatchObject([504, { code: 'CARV-304' }]);
    expect(upstream.begun).toBe(0);
  });

  it('is not waited for when the client has left', async () => {
    let isClosed = false;
    const upstream = await openUpstream({
      answer: (_, response) => {
        response.once('close', () => {
          isClosed = true;
        });
      },
    });
    const { port, lines, metric } = await openGateway({ at: { stock: [upstream.port] } });
    const raw = new Raw(port).send('GET /stock HTTP/1.1\r\nHost: shop.example\r\n\r\n');
    await until(() => upstream.begun === 1);
    raw.socket.destroy();
    await until(() => isClosed);
    await until(async () => (await metric('carveout_gateway_in_flight')) === 0);
    expect(await metric('carveout_gateway_upstream_failures_total')).toBe(0);
    expect(lines.filter(({ level }) => Number(level) >= 40)).toEqual([]);
  });

  it('is waited for by so many, and no more', async () => {
    const held: (() => void)[] = [];
    const upstream = await openUpstream({ answer: (_, response) => void held.push(() => response.end('ok')) });
    const { url } = await openGateway({ at: { stock: [upstream.port] }, upstreams: { connections: 2, waiting: 3 } });
    let refused = 0;
    const answers = Array.from({ length: 8 }, async () => {
      const { status } = await fetch(`${url}/stock`);
      if (status === 503) refused += 1;
      return status;
    });
    await until(() => upstream.begun === 2 && refused === 3);
    for (let count = 0; count < 5; count += 1) {
      await until(() => held.length > 0);
      held.shift()!();
    }
    expect((await Promise.all(answers)).sort()).toEqual([200, 200, 200, 200, 200, 503, 503, 503]);
    expect(upstream.begun).toBe(5);
  });
});

it('a hundred answers at once on kept connections are each their own', async () => {
  const upstream = await openUpstream();
  const { port } = await openGateway({ at: { stock: [upstream.port] }, upstreams: { connections: 8 } });
  const ask = (id: number): Promise<string> =>
    new Promise((resolve, reject) => {
      get({ port, path: `/stock/n${id}` }, (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.once('end', () => resolve((JSON.parse(text) as { url: string }).url));
      }).once('error', reject);
    });
  const ids = Array.from({ length: 100 }, (_, id) => id);
  expect(await Promise.all(ids.map(ask))).toEqual(ids.map((id) => `/stock/n${id}`));
});
