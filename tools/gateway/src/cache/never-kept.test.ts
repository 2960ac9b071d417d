import { describe, expect, it } from 'vitest';
import { as, minute, openCached, say } from '../testing/open-cached.ts';
import { send } from '../testing/send.ts';

describe('what is never kept', () => {
  it.each<[string, Record<string, string | string[]>, number?]>([
    ['with a cookie, although it says that it may be', { 'Cache-Control': 'public, max-age=60', 'Set-Cookie': 'a=b' }],
    ['that says no-store', { 'Cache-Control': 'max-age=60, No-Store' }],
    ['that is private', { 'Cache-Control': 'Private, max-age=60' }],
    ['that varies by everything', { ...minute, Vary: '*' }],
    ['that varies by everything, among others', { ...minute, Vary: 'accept, *' }],
    ['encoded, without a word on it', { ...minute, 'Content-Encoding': 'x' }],
    ['in part', { ...minute, 'Content-Range': 'bytes 0-1/2' }, 206],
    ['in part, as if it were whole', { ...minute, 'Content-Range': 'bytes 0-1/2' }],
    ['that is broken', { ...minute }, 500],
    ['that says nothing', {}],
    ['over its time', { Expires: new Date(0).toUTCString() }],
  ])('an answer %s', async (_what, headers, status) => {
    const { url, reached } = await openCached(say(headers, status));
    const first = await send(url);
    const second = await send(url);
    expect([first.text, second.text]).toEqual(['answer 1', 'answer 2']);
    expect(reached).toHaveLength(2);
    expect(second.headers['set-cookie']).toEqual(headers['Set-Cookie'] && [headers['Set-Cookie']]);
  });

  it('the answer to a request with credentials, unless it says so', async () => {
    const closed = await openCached(say(minute));
    await send(closed.url, { authorization: 'Bearer a' });
    expect((await send(closed.url)).text).toBe('answer 2');
    const allowing = await openCached(say({ 'Cache-Control': 'public, max-age=60' }));
    await send(allowing.url, { authorization: 'Bearer a' });
    expect((await send(allowing.url)).text).toBe('answer 1');
  });

  it('the answer to a request for a part, with a body, or that says no-store', async () => {
    const { url, reached } = await openCached(say(minute));
    await send(url, { range: 'bytes=0-1' });
    await send(url, { 'cache-control': 'No-Store' });
    await send(url, { 'content-type': 'text/plain', 'content-length': '1' }, 'GET', 'x');
    expect((await send(url)).text).toBe('answer 4');
    expect(reached[0]!.headers.range).toBe('bytes=0-1');
  });

  it.each([{ 'Set-Cookie': 'a=b' }, { Vary: '*' }, { Vary: 'Accept, *' }])(
    'an answer with %o, and nobody else is told by the policy that it may be',
    async (headers) => {
      const { url } = await openCached(say(headers), { cache: 60_000 });
      expect((await send(url)).headers['cache-control']).toBe('no-store');
      expect((await send(url)).text).toBe('answer 2');
    },
  );

  it.each([{ range: 'bytes=0-1' }, { 'cache-control': 'no-store' }])(
    'a silent answer to a request with %o, and nobody else is left to keep it',
    async (headers) => {
      const silent = await openCached(say({}), { cache: 60_000 });
      for (const method of ['GET', 'HEAD'])
        expect((await send(silent.url, headers, method)).headers['cache-control']).toBe('no-store');
      const saying = await openCached(say(minute));
      expect((await send(saying.url, headers)).headers['cache-control']).toBe('max-age=60');
      const refused = await openCached((response) => void response.destroy());
      expect((await send(refused.url, headers)).headers['cache-control']).toBe('no-store');
      const command = await openCached(say({}), { kind: 'command' });
      expect((await send(command.url, headers)).headers).not.toHaveProperty('cache-control');
    },
  );

  it('half an answer', async () => {
    const { url, reached } = await openCached((response, _request, count) => {
      response.writeHead(200, { ...minute, 'Content-Length': '10' });
      if (count > 1) response.end('0123456789');
      else response.write('01234', () => response.destroy());
    });
    expect((await send(url)).status).toBe(502);
    expect((await send(url)).text).toBe('0123456789');
    expect(reached).toHaveLength(2);
  });

  it('what an answer of another host, or another principal, is', async () => {
    const { url, reached } = await openCached(say(minute), { access: 'customer' });
    const [ann, bob] = [await send(url, as('ann')), await send(url, as('bob'))];
    expect([ann.text, bob.text, (await send(url, as('ann'))).text]).toEqual(['answer 1', 'answer 2', 'answer 1']);
    // Ids that are made to look like parts of a key.
    for (const id of ['ann",["customer"]', '0', '["ann"]'])
      expect((await send(url, as(id))).text).toBe(`answer ${reached.length}`);
    expect((await send(url, { ...as('ann'), host: 'evil.example.com' })).text).toBe(`answer ${reached.length}`);
    expect((await send(url, { ...as('ann'), host: 'evil.example.com' })).text).toBe(`answer ${reached.length}`);
    expect((await send(url, as('ann'))).text).toBe('answer 1');
  });
});
