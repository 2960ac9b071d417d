import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { cacheAnswers } from './cache-answers.ts';
import { as, minute, openCached, say } from '../testing/open-cached.ts';
import type { Answering } from '../testing/open-cached.ts';
import { openGateway } from '../testing/open-gateway.ts';
import { openUpstream } from '../testing/open-upstream.ts';
import { statusOf } from '../testing/raw.ts';
import { send } from '../testing/send.ts';

const until = (check: () => boolean): Promise<unknown> => vi.waitUntil(check, { timeout: 20_000, interval: 5 });

describe('what is kept', () => {
  it('is given again while it is fresh, with its age', async () => {
    const { url, reached } = await openCached(say({ ...minute, 'Content-Type': 'text/x', 'X-Own': '1' }));
    const first = await send(`${url}/a?b=1`);
    const second = await send(`${url}/a?b=1`);
    expect([first.text, second.text]).toEqual(['answer 1', 'answer 1']);
    expect(first.headers).toMatchObject({ 'cache-status': 'carveout-gateway; fwd=uri-miss; stored', age: '0' });
    expect(second.headers).toMatchObject({
      'cache-status': 'carveout-gateway; hit',
      'content-type': 'text/x',
      'x-own': '1',
      'cache-control': 'max-age=60',
      'content-length': '8',
    });
    expect(Number(second.headers.age)).toBeGreaterThanOrEqual(0);
    expect(reached).toHaveLength(1);
    expect((await send(`${url}/a?b=2`)).text).toBe('answer 2');
    // Of its own exchange, not of the one that was kept.
    expect(second.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
  });

  it('answers a HEAD, and conditions that it meets', async () => {
    const { url, reached } = await openCached(say(minute));
    const { etag } = (await send(url)).headers;
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    const head = await send(url, {}, 'HEAD');
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', '8']);
    const same = await send(url, { 'if-none-match': `W/"x", ${etag!}` });
    expect([same.status, same.text, same.headers.etag]).toEqual([304, '', etag]);
    expect((await send(url, { 'if-none-match': '"other"' })).status).toBe(200);
    expect(reached).toHaveLength(1);
  });

  it('is asked for again by its validator when it is old, and stays when it still holds', async () => {
    const { url, reached } = await openCached((response, request) => {
      response.setHeader('ETag', '"v1"');
      response.setHeader('Cache-Control', 'no-cache');
      if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
      else response.end('whole');
    });
    const got = [await send(url), await send(url), await send(url, { 'if-none-match': '"v1"' })];
    expect(got.map(({ status, text }) => [status, text])).toEqual([
      [200, 'whole'],
      [200, 'whole'],
      [304, ''],
    ]);
    expect(got[1]!.headers['cache-status']).toBe('carveout-gateway; hit; detail=revalidated');
    expect(reached.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"v1"', '"v1"']);
  });

  it('is for as long as the policy says where the answer says nothing, for anybody’s queries alone', async () => {
    const anybody = await openCached(say({}), { cache: 60_000 });
    const got = [await send(anybody.url), await send(anybody.url)];
    expect(got.map(({ text }) => text)).toEqual(['answer 1', 'answer 1']);
    expect(got[1]!.headers['cache-control']).toBe('max-age=60');
    for (const opening of [{ access: 'customer' }, { access: ['public', 'customer'] }, { kind: 'command' as const }]) {
      const other = await openCached(say({}), { cache: 60_000, ...opening });
      await send(other.url, as('ann'));
      expect((await send(other.url, as('ann'))).text).toBe('answer 2');
    }
    const silentPolicy = await openCached(say({}));
    expect((await send(silentPolicy.url)).headers['cache-control']).toBe('no-store');
    expect((await send(silentPolicy.url)).text).toBe('answer 2');
  });

  it('goes when something is changed at its address', async () => {
    const { url } = await openCached(say(minute));
    await send(url);
    await send(url, {}, 'PUT', '{}');
    expect((await send(url)).text).toBe('answer 3');
  });

  it('serves where the upstream is broken, if the answer allowed it', async () => {
    const { url } = await openCached((response, _request, count) => {
      if (count === 1)
        response.writeHead(200, { 'Cache-Control': 'max-age=0, stale-if-error=60', ETag: '"v1"' }).end('old');
      else response.writeHead(503).end('broken');
    });
    await send(url);
    expect(await send(url)).toMatchObject({ status: 200, text: 'old' });
  });
});

describe('an answer for everybody', () => {
  const reflect: Answering = (response, { headers, method }) =>
    void response
      .writeHead(200, minute)
      .end(
        [
          headers['x-forwarded-host'],
          headers['x-http-method-override'],
          headers['cookie'],
          headers['x-any'],
          method,
        ].join(),
      );

  it('cannot be made another by headers that it is not kept by', async () => {
    const { url } = await openCached(reflect);
    const poison = {
      'x-forwarded-host': 'evil.example.com',
      'x-http-method-override': 'DELETE',
      'x-method-override': 'DELETE',
      'x-original-url': '/admin',
      cookie: 'currency=evil',
      'x-any': 'evil',
      'accept-encoding': 'evil',
      origin: 'https://evil.example.com',
      'user-agent': '<script>',
    };
    expect((await send(url, poison)).text).toBe(',,,,GET');
    expect((await send(url)).text).toBe(',,,,GET');
  });

  it('is asked for on behalf of nobody, where the policy says how long it is kept', async () => {
    const { url, principals, reached } = await openCached(say({}), { cache: 60_000 });
    await send(url, { ...as('ann'), cookie: 'a=b', 'carveout-principal': 'forged' });
    expect((await send(url, as('bob'))).text).toBe('answer 1');
    expect(principals).toEqual([undefined]);
    expect(reached[0]!.headers).not.toHaveProperty('cookie');
    expect(reached[0]!.headers).not.toHaveProperty('carveout-principal');
  });

  it('is kept by each language that it depends on, and not by too many', async () => {
    const { url, reached } = await openCached(say({ ...minute, Vary: 'Accept-Language' }));
    const inLanguage = (language: string) => send(url, { 'accept-language': language });
    expect([(await inLanguage('de')).text, (await inLanguage('fr')).text]).toEqual(['answer 1', 'answer 2']);
    expect([(await inLanguage('de')).text, (await inLanguage('fr')).text]).toEqual(['answer 1', 'answer 2']);
    expect((await inLanguage('de')).headers.vary).toBe('Accept-Language');
    for (let n = 0; n < 20; n++) await inLanguage(`x-${n}`);
    expect(reached).toHaveLength(22);
    await inLanguage('x-19');
    expect(reached).toHaveLength(22);
    await inLanguage('de');
    expect(reached).toHaveLength(23);
  });

  it('is asked for once by many at a time, also while they read it slowly', async () => {
    let release: (() => void) | undefined;
    const { url, reached, arrived } = await openCached(
      (response) => {
        response.writeHead(200, minute).write('one ');
        release = () => response.end('answer');
      },
      { withinMs: 60_000 },
    );
    const many = Array.from({ length: 30 }, () => send(url));
    // The others have come, too, before it ends.
    await until(() => release !== undefined && arrived() === 30);
    release!();
    expect(new Set((await Promise.all(many)).map(({ text }) => text))).toEqual(new Set(['one answer']));
    expect(reached).toHaveLength(1);
  });

  it('that nobody may keep is asked for by everybody, and nobody waits for another', async () => {
    let open_ = 0;
    const waiting: (() => void)[] = [];
    const { url } = await openCached((response, _request, count) => {
      if (count === 1) return void response.end('first');
      open_++;
      waiting.push(() => response.end('x'));
      if (open_ === 5) for (const end of waiting) end();
    });
    await send(url);
    const all = await Promise.all(Array.from({ length: 5 }, () => send(url)));
    expect(all.map(({ text }) => text)).toEqual(['x', 'x', 'x', 'x', 'x']);
  });

  it('whose fetch breaks off is told as such to all who wait, and the next gets it', async () => {
    let cut = (): void => undefined;
    const { url, reached, arrived } = await openCached(
      (response, _request, count) => {
        if (count > 1) return void response.writeHead(200, minute).end('good');
        response.writeHead(200, minute).write('half');
        cut = () => response.destroy();
      },
      { withinMs: 60_000 },
    );
    const many = Array.from({ length: 10 }, () => send(url));
    // The others have come, too, before it breaks.
    await until(() => reached.length === 1 && arrived() === 10);
    cut();
    expect((await Promise.all(many)).map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 502));
    expect(reached).toHaveLength(1);
    expect((await send(url)).text).toBe('good');
  });

  it('is waited for until the deadline, and not longer', async () => {
    const { url, reached } = await openCached(
      (response, _request, count) => {
        if (count > 1) response.writeHead(200, minute).end('late');
      },
      { withinMs: 300 },
    );
    const hung = send(url).catch(() => undefined);
    await until(() => reached.length === 1);
    expect((await send(url)).text).toBe('late');
    void hung;
  });

  it('serves while somebody fetches it anew (stale-while-revalidate)', async () => {
    let release: (() => void) | undefined;
    const { url, reached } = await openCached((response, _request, count) => {
      response.writeHead(200, { 'Cache-Control': 'max-age=1, stale-while-revalidate=60' });
      if (count === 1) response.end('old');
      else release = () => response.end('new');
    });
    await send(url);
    // It is fresh for a second.
    await sleep(1_100);
    const fetching = send(url);
    await until(() => release !== undefined);
    expect((await send(url)).text).toBe('old');
    release!();
    expect((await fetching).text).toBe('new');
    expect(reached).toHaveLength(2);
  });
});

describe('a cache', () => {
  it('before instances that are gone serves what may serve then, to all who wait, and says so', async () => {
    let count = 0;
    const upstream = await openUpstream({
      answer: (_, response) => {
        count += 1;
        response.writeHead(200, { 'Cache-Control': 'max-age=0, stale-if-error=60', ETag: '"v1"' }).end('old');
      },
    });
    const { url } = await openGateway({
      at: { stock: [upstream.port] },
      options: { before: [cacheAnswers()] },
    });
    expect((await send(`${url}/stock`)).text).toBe('old');
    await upstream.kill();
    const all = await Promise.all(Array.from({ length: 5 }, () => send(`${url}/stock`)));
    for (const { status, text, headers } of all)
      expect([status, text, headers['cache-status']]).toEqual([
        200,
        'old',
        'carveout-gateway; hit; detail=stale-if-error',
      ]);
    expect((await send(`${url}/stock/other`)).status).toBe(503);
    expect(count).toBe(1);
  });

  it('asks for everybody without a word on who asks, and forgets an address in whatever form it was written', async () => {
    let count = 0;
    const upstream = await openUpstream({
      answer: (_, response) => {
        count += 1;
        response.writeHead(200, minute).end(String(count));
      },
    });
    const { url, port } = await openGateway({ at: { stock: [upstream.port] }, options: { before: [cacheAnswers()] } });
    expect([(await send(`${url}/stock`)).text, (await send(`${url}/stock`)).text]).toEqual(['1', '1']);
    for (const name of ['forwarded', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'])
      expect(upstream.seen[0]!.headers, name).not.toHaveProperty(name);
    const absolute = `POST ${url}/stock HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 1\r\n\r\nx`;
    expect(await statusOf(port, absolute)).toBe(200);
    expect((await send(`${url}/stock`)).text).toBe('3');
  });

  it('is bounded: what was longest not used goes, and what is too large passes by, whole', async () => {
    const large = 'x'.repeat(300_000);
    const { url, reached } = await openCached(
      (response, { url: path }) => void response.writeHead(200, minute).end(path === '/large' ? large : path),
      { limits: { entries: 3, bodyBytes: 100_000 } },
    );
    for (const path of ['/1', '/2', '/3', '/1', '/4']) await send(url + path);
    expect(reached).toHaveLength(4);
    await send(`${url}/1`);
    expect(reached).toHaveLength(4);
    await send(`${url}/2`);
    expect(reached).toHaveLength(5);
    for (let times = 0; times < 2; times++) expect((await send(`${url}/large`)).text).toBe(large);
    expect(reached).toHaveLength(7);
  });
});
