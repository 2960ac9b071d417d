import { setTimeout as sleep } from 'node:timers/promises';
import { setClockBack } from '@carveout/runtime/testing/clock';
import { describe, expect, it, vi } from 'vitest';
import { as, minute, openCached, say } from '../testing/open-cached.ts';
import { openGateway } from '../testing/open-gateway.ts';
import { openUpstream } from '../testing/open-upstream.ts';
import { send } from '../testing/send.ts';
import { cacheAnswers } from './cache-answers.ts';

const until = (check: () => boolean): Promise<unknown> => vi.waitUntil(check, { timeout: 20_000, interval: 5 });

/** RFC 9111, 4.2.4. */
const FORBIDDEN = ['no-cache', 'max-age=0, Must-Revalidate', 'max-age=60, proxy-revalidate', 's-maxage=0'];

describe('what is kept, though the wall clock is set back', () => {
  it('is fresh no longer than the answer said', async () => {
    const { url } = await openCached(say({ 'Cache-Control': 'max-age=1', ETag: '"v1"' }));
    await send(url);
    setClockBack();
    await sleep(1_100);
    expect((await send(url)).text).toBe('answer 2');
  });

  it('has an age, and the date of the answer', async () => {
    const { url } = await openCached(say(minute));
    await send(url);
    setClockBack();
    const { text, headers } = await send(url);
    expect(text).toBe('answer 1');
    expect(Number(headers.age)).toBeGreaterThanOrEqual(0);
    expect(Math.abs(Date.parse(headers.date!) - Date.now())).toBeLessThan(600_000);
  });
});

describe('what is kept and no more fresh', () => {
  it.each(['"v1"', undefined])('does not serve a client that has a newer one (kept with the tag %s)', async (tag) => {
    const { url, reached } = await openCached(
      (response, { headers }, count) => {
        response.setHeader('ETag', count === 1 ? (tag ?? []) : '"v2"');
        response.setHeader('Cache-Control', 'max-age=1');
        if (count > 1 && headers['if-none-match']?.includes('"v2"')) response.writeHead(304).end();
        else response.end(count === 1 ? 'old' : 'new');
      },
      { access: 'customer' },
    );
    await send(url, as('ann'));
    // It is fresh for a second.
    await sleep(1_100);
    const { status, text, headers } = await send(url, { ...as('ann'), 'if-none-match': '"v2"' });
    expect([status, text, headers.etag]).toEqual([304, '', '"v2"']);
    expect(reached[1]!.headers['if-none-match']).toBe(tag);
    expect((await send(url, as('ann'))).text).toBe('new');
  });

  it('serves all who wait where the instance is broken and the answer allowed it, and says so', async () => {
    let fail = (): void => undefined;
    const { url, reached, arrived } = await openCached((response, _request, count) => {
      if (count === 1)
        response.writeHead(200, { 'Cache-Control': 'max-age=1, stale-if-error=60', ETag: '"v1"' }).end('old');
      else fail = () => response.writeHead(503).end('broken');
    });
    await send(url);
    // It is fresh for a second.
    await sleep(1_100);
    const many = Array.from({ length: 5 }, () => send(url));
    await until(() => reached.length === 2 && arrived() === 6);
    fail();
    expect((await Promise.all(many)).map(({ text, headers }) => [text, headers['cache-status']])).toEqual(
      many.map(() => ['old', 'carveout-gateway; hit; detail=stale-if-error']),
    );
    expect(reached).toHaveLength(2);
  });

  it('serves nobody who waits for another answer that allowed it, where its own did not', async () => {
    let fail = (): void => undefined;
    const { url, reached, arrived } = await openCached((response, { headers }, count) => {
      const language = headers['accept-language']!;
      const control = `max-age=1${language === 'de' ? ', stale-if-error=60' : ''}`;
      const broken = () => void response.writeHead(503).end('broken');
      if (count <= 2)
        response.writeHead(200, { 'Cache-Control': control, ETag: '"v1"', Vary: 'Accept-Language' }).end(language);
      else if (count === 3) fail = broken;
      else broken();
    });
    const inLanguage = (language: string) => send(url, { 'accept-language': language });
    for (const language of ['de', 'fr']) await inLanguage(language);
    // They are fresh for a second.
    await sleep(1_100);
    const german = inLanguage('de');
    await until(() => reached.length === 3);
    const french = inLanguage('fr');
    await until(() => arrived() === 4);
    fail();
    expect([(await german).text, (await french).text]).toEqual(['de', 'broken']);
  });

  it.each(FORBIDDEN)('does not serve against %s where the instance is broken', async (control) => {
    const { url } = await openCached((response, _request, count) => {
      if (count > 1) return void response.writeHead(503).end('broken');
      response.writeHead(200, { 'Cache-Control': `${control}, stale-if-error=60`, ETag: '"v1"' }).end('old');
    });
    await send(url);
    expect(await send(url)).toMatchObject({ status: 503, text: 'broken' });
  });

  it.each(FORBIDDEN)('does not serve against %s where no instance is left', async (control) => {
    const headers = { 'Cache-Control': `${control}, stale-if-error=60`, ETag: '"v1"' };
    const upstream = await openUpstream({ answer: (_, response) => void response.writeHead(200, headers).end('old') });
    const { url } = await openGateway({ at: { stock: [upstream.port] }, options: { before: [cacheAnswers()] } });
    expect((await send(`${url}/stock`)).text).toBe('old');
    await upstream.kill();
    expect((await send(`${url}/stock`)).status).toBe(503);
  });

  it.each(FORBIDDEN)('does not serve against %s who says that it takes old ones', async (control) => {
    const { url } = await openCached(say({ 'Cache-Control': control, ETag: '"v1"' }));
    await send(url);
    expect((await send(url, { 'cache-control': 'max-stale' })).text).toBe('answer 2');
  });

  it('serves who says that it takes old ones', async () => {
    const { url } = await openCached(say({ 'Cache-Control': 'max-age=0', ETag: '"v1"' }));
    await send(url);
    expect((await send(url, { 'cache-control': 'max-stale' })).text).toBe('answer 1');
  });

  it.each(FORBIDDEN)('does not serve against %s while somebody fetches it anew', async (control) => {
    let release: (() => void) | undefined;
    const { url, arrived } = await openCached((response, _request, count) => {
      response.writeHead(200, { 'Cache-Control': `${control}, stale-while-revalidate=60`, ETag: `"v${count}"` });
      if (count === 2) release = () => response.end('new');
      else response.end(count === 1 ? 'old' : 'new');
    });
    await send(url);
    const fetching = send(url);
    await until(() => release !== undefined);
    const other = send(url);
    await until(() => arrived() === 3);
    release!();
    expect([(await fetching).text, (await other).text]).toEqual(['new', 'new']);
  });
});
