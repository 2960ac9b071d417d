import type { ServerResponse } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { as, minute, openCached, say } from '../testing/open-cached.ts';
import { openGateway } from '../testing/open-gateway.ts';
import { openUpstream } from '../testing/open-upstream.ts';
import { send } from '../testing/send.ts';
import { cacheAnswers } from './cache-answers.ts';

const until = (check: () => boolean): Promise<unknown> => vi.waitUntil(check, { timeout: 20_000, interval: 5 });

/** An upstream whose answers wait for `release`, and say how often something had been changed when they were begun. */
async function openSlow(access: unknown = 'public') {
  let changes = 0;
  const waiting: (() => void)[] = [];
  const opened = await openCached(
    (response, { method }) => {
      if (method !== 'GET') return void response.end(String(++changes));
      const seen = changes;
      waiting.push(() => response.writeHead(200, minute).end(`after ${seen}`));
    },
    { access },
  );
  const next = () => until(() => waiting.length > 0);
  return { ...opened, next, release: () => waiting.shift()!() };
}

describe('what is kept of an address where something was changed', () => {
  it('goes for everybody, not only for who changed it', async () => {
    const { url } = await openCached(say(minute), { access: 'customer' });
    await send(`${url}/a`, as('ann'));
    await send(`${url}/b`, as('ann'));
    await send(`${url}/a`, as('boss'), 'PUT', '{}');
    expect((await send(`${url}/a`, as('ann'))).text).toBe('answer 4');
    // Of another address it stays.
    expect((await send(`${url}/b`, as('ann'))).text).toBe('answer 2');
  });

  it.each([
    ['/a/', {}],
    ['/a?c=d', {}],
    ['/a', { host: 'Shop' }],
  ])('goes, also where the change was made at %s with %o', async (changed, headers) => {
    const { url } = await openCached(say(minute));
    await send(`${url}/a?b=1`, { host: 'shop' });
    await send(`${url}${changed}`, headers, 'PUT', '{}');
    expect((await send(`${url}/a?b=1`, { host: 'shop' })).text).toBe('answer 3');
  });

  it('goes, however its path was escaped', async () => {
    const { url } = await openCached(say(minute));
    await send(`${url}/%C3%A9`);
    await send(`${url}/%c3%a9`, {}, 'PUT', '{}');
    expect((await send(`${url}/%C3%A9`)).text).toBe('answer 3');
  });

  const seldom = (status: number) =>
    openCached((response, { method }, count) => {
      response.writeHead(method === 'PUT' ? status : 200, minute).end(`answer ${count}`);
    });

  it.each([409, 503])('stays where nothing was changed after all, as %i says', async (status) => {
    const { url } = await seldom(status);
    await send(url);
    await send(url, {}, 'PUT', '{}');
    expect((await send(url)).text).toBe('answer 1');
  });

  it.each([500, 502, 504])('goes where nobody knows, as %i says', async (status) => {
    const { url } = await seldom(status);
    await send(url);
    await send(url, {}, 'PUT', '{}');
    expect((await send(url)).text).toBe('answer 3');
  });

  it.each([
    ['is broken off', 502, (response: ServerResponse) => void response.destroy()],
    ['comes too late', 504, () => undefined],
  ])('goes where nobody knows, because the answer %s', async (_name, status, change) => {
    const { port, seen } = await openUpstream({
      answer: ({ method }, response) =>
        method === 'PUT' ? change(response) : void response.writeHead(200, minute).end(String(seen.length)),
    });
    const { url } = await openGateway({
      at: { stock: [port] },
      routes: '{ stock: { within: 2s } }',
      options: { before: [cacheAnswers()] },
    });
    await send(`${url}/stock/1`);
    expect((await send(`${url}/stock/1`)).text).toBe('1');
    const changed = await send(`${url}/stock/1`, {}, 'PUT', '{}');
    expect([changed.status, JSON.parse(changed.text)]).toMatchObject([status, { code: 'CARV-305' }]);
    expect((await send(`${url}/stock/1`)).text).not.toBe('1');
  });

  it.each(['public', 'customer'])('is not what was fetched before the change (access: %s)', async (access) => {
    const { url, next, release } = await openSlow(access);
    const before = send(url, as('ann'));
    await next();
    expect((await send(url, as('ann'), 'PUT', '{}')).text).toBe('1');
    release();
    const { text, headers } = await before;
    expect([text, headers['cache-status']]).toEqual(['after 0', 'carveout-gateway; fwd=uri-miss']);
    const after = send(url, as('ann'));
    await next();
    release();
    expect((await after).text).toBe('after 1');
  });

  it('nobody who comes after the change waits for what was fetched before it', async () => {
    const { url, reached, next, release, arrived } = await openSlow();
    const before = [send(url), send(url)];
    await until(() => arrived() === 2);
    await next();
    await send(url, {}, 'PUT', '{}');
    const after = [send(url), send(url)];
    await until(() => reached.length === 3 && arrived() === 5);
    release();
    expect((await before[0]!).text).toBe('after 0');
    // The other one that came before it asks by itself.
    await until(() => reached.length === 4);
    release();
    expect((await Promise.all(after)).map(({ text }) => text)).toEqual(['after 1', 'after 1']);
    release();
    expect((await before[1]!).text).toBe('after 1');
  });
});
