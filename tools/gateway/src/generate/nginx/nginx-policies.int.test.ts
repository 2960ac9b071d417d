import { describe, expect, it } from 'vitest';
import type { Received } from '../../testing/configs/echo.ts';
import { arrivedAt, frontOfThisFile, seenBy, SESSION } from '../../testing/configs/front.ts';
import { rawGet } from '../../testing/configs/raw.ts';

const front = frontOfThisFile(`
  sessions: { cookie: sid }
  origins: [https://shop.example.com]
  routes:
    defaults: { rate: 2000/s, within: 30s, body: 2KiB }
    things.list: { cache: 60s }
    things.newest: { rate: 3/min }
    things.change: { body: 10 }`);

describe('what goes inward', () => {
  it('is who makes a request, by the word of the identity endpoint alone', async () => {
    const answer = await front().fetch('/api/things/7?a=b', {
      headers: {
        authorization: 'Bearer good',
        cookie: 'a=1; sid=secret; b=2',
        'carveout-principal': 'forged',
        'x-user-id': 'root',
        'x-authenticated-user': 'root',
        'carveout-anything': 'x',
      },
    });
    const { headers } = await seenBy(answer);
    expect(headers['carveout-principal']).toBe('signed:Bearer good');
    expect(headers['cookie']).toBe('a=1; b=2');
    expect(headers['carveout-within']).toBe('30000');
    for (const name of ['authorization', 'x-user-id', 'x-authenticated-user', 'carveout-anything'])
      expect(headers[name], name).toBeUndefined();
    expect(answer.headers.get('carveout-principal')).toBeNull();
    const asked = front().identity.received.at(-1)!;
    expect(asked).toMatchObject({ method: 'GET', url: '/identity', body: '' });
    expect(asked.headers).toMatchObject({
      'x-original-method': 'GET',
      'x-original-uri': '/api/things/7?a=b',
      authorization: 'Bearer good',
      cookie: 'a=1; sid=secret; b=2',
    });
    expect(asked.headers['carveout-principal']).toBeUndefined();
  });

  it.each([
    ['sid=secret', undefined],
    ['sid=secret; a=1', 'a=1'],
    ['a=1; sid=secret', 'a=1'],
    ['nosid=1; sidx=2', 'nosid=1; sidx=2'],
    ['sid=one; a=1; sid=two', undefined],
  ])('of the cookies %j is %j', async (cookie, expected) => {
    const { headers } = await seenBy(await front().fetch('/api/things/7', { headers: { cookie } }));
    expect(headers['cookie']).toBe(expected);
  });

  it('is where a request comes from, told anew', async () => {
    const answer = await rawGet(front().nginx.port, '/api/things/7', [
      'X-Forwarded-For: 6.6.6.6',
      'X-Forwarded-Proto: https',
      'X-Forwarded-Host: evil.example.com',
      'Forwarded: for=6.6.6.6',
      'X-Real-IP: 6.6.6.6',
      'X-Request-Id: chosen',
      'X_Forwarded_For: 6.6.6.6',
      'Carveout_Principal: forged',
      'X-HTTP-Method-Override: DELETE',
      'X-Original-URL: /api/secret',
      'Connection: Carveout-Principal, X-Forwarded-For',
    ]);
    const { headers, method } = JSON.parse(answer.body.slice(answer.body.indexOf('{'))) as Received;
    const own = `127.0.0.1:${front().nginx.port}`;
    expect(method).toBe('GET');
    expect(headers).toMatchObject({
      host: own,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': own,
      forwarded: `for=127.0.0.1;host="${own}";proto=http`,
      'carveout-principal': 'signed:new',
    });
    expect(headers['x-request-id']).toMatch(/^[\da-f]{32}$/);
    for (const name of Object.keys(headers)) expect(name).not.toMatch(/_|real-ip|override|original/);
    expect(answer.head.match(/^x-request-id: (.*)$/im)?.[1]).toBe(headers['x-request-id']);
    expect(answer.head).not.toMatch(/x-powered-by|nginx\/\d/i);
  });

  it('is nothing without an answer about who it is', async () => {
    const before = arrivedAt(front());
    const ask = (token: string) => front().fetch('/api/things/7', { headers: { authorization: `Bearer ${token}` } });
    const [old, denied, broken] = [await ask('old'), await ask('denied'), await ask('broken')];
    const malformed = await ask('a b');
    expect([old.status, old.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
    expect([malformed.status, malformed.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer error="invalid_request"',
    ]);
    expect([denied.status, broken.status]).toEqual([403, 503]);
    for (const one of [old, malformed, denied, broken])
      expect(await one.json()).toMatchObject({ type: 'about:blank', status: one.status });
    expect(arrivedAt(front())).toBe(before);
  });

  it('gives a new visitor a session, in an answer that nobody keeps', async () => {
    const answer = await front().fetch('/');
    expect(answer.headers.getSetCookie()).toEqual([SESSION]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const again = await front().fetch('/', { headers: { cookie: 'sid=x' } });
    expect(again.headers.getSetCookie()).toEqual([]);
  });
});

describe('limits', () => {
  const send = (path: string, method: string, body: string | ReadableStream) =>
    front().fetch(path, { method, body, headers: { 'content-type': 'text/plain' }, duplex: 'half' } as RequestInit);
  const stream = (text: string): ReadableStream => new Blob([text]).stream();

  it('of a body are those of its route, said or sent', async () => {
    const before = arrivedAt(front());
    for (const body of ['x'.repeat(2_049), stream('x'.repeat(2_049))]) {
      const answer = await send('/api/things', 'POST', body);
      expect(answer.status).toBe(413);
      expect(await answer.json()).toMatchObject({ status: 413 });
    }
    for (const body of ['x'.repeat(11), stream('x'.repeat(11))])
      expect((await send('/api/things/7', 'PUT', body)).status).toBe(413);
    expect(arrivedAt(front())).toBe(before);
    expect(await seenBy(await send('/api/things', 'POST', 'x'.repeat(2_048)))).toMatchObject({
      body: 'x'.repeat(2_048),
    });
    expect(await seenBy(await send('/api/things/7', 'PUT', stream('0123456789')))).toMatchObject({
      body: '0123456789',
    });
  });

  it('of a head are 16 KiB, and 8 KiB a line', async () => {
    const get = (headers: string[]) => rawGet(front().nginx.port, '/api/things/7', headers);
    expect((await get([`A: ${'x'.repeat(8_000)}`])).status).toBe(200);
    expect((await get([`A: ${'x'.repeat(9_000)}`])).status).toBe(431);
    expect((await get([1, 2, 3].map((one) => `A${one}: ${'x'.repeat(7_000)}`))).status).toBe(431);
    expect((await rawGet(front().nginx.port, `/${'x'.repeat(9_000)}`)).status).toBe(414);
  });

  it('of a rate are counted by line: a flood of one route leaves the others alone', async () => {
    const answers: Response[] = [];
    for (let count = 0; count < 5; count += 1) answers.push(await front().fetch('/api/things/newest'));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
    expect(answers.at(-1)!.headers.get('retry-after')).toBe('20');
    expect(await answers.at(-1)!.json()).toMatchObject({ status: 429, detail: expect.stringMatching(/surely/) });
    expect((await front().fetch('/api/things/7')).status).toBe(200);
  });
});

describe('answers that are kept', () => {
  it('are those of public queries, made of nothing that one visitor chose', async () => {
    const [one, two] = [
      await front().fetch('/api/things?page=1', {
        headers: { cookie: 'sid=a', authorization: 'Bearer a', origin: 'https://evil.example' },
      }),
      await front().fetch('/api/things?page=1', { headers: { 'x-forwarded-host': 'evil.example' } }),
    ];
    const [first, second] = [await seenBy(one), await seenBy(two)];
    expect(second.headers['x-request-id']).toBe(first.headers['x-request-id']);
    for (const name of ['cookie', 'carveout-principal', 'authorization', 'origin', 'x-forwarded-host'])
      expect(first.headers[name], name).toBeUndefined();
    expect(first.headers['host']).toBe('store');
    expect(two.headers.getSetCookie()).toEqual([]);
    const other = await seenBy(await front().fetch('/api/things?page=2'));
    expect(other.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
    const posted = await front().fetch('/api/things?page=1', { method: 'POST' });
    expect(await seenBy(posted)).toMatchObject({ method: 'POST' });
  });
});

describe('pages of other origins', () => {
  const ask = (origin: string) =>
    front().fetch('/api/things/7', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'PUT' },
    });

  it('may call when they are listed, and learn nothing otherwise', async () => {
    const before = arrivedAt(front());
    const listed = await ask('https://shop.example.com');
    expect(listed.status).toBe(204);
    expect(listed.headers.get('access-control-allow-origin')).toBe('https://shop.example.com');
    expect(listed.headers.get('access-control-allow-credentials')).toBe('true');
    expect(listed.headers.get('access-control-allow-methods')).toMatch(/PUT/);
    const other = await ask('https://shop.example.com.evil.example');
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
    expect(other.headers.get('access-control-allow-methods')).toBeNull();
    expect(arrivedAt(front())).toBe(before);
    const answer = await front().fetch('/api/things/7', { headers: { origin: 'https://shop.example.com' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example.com');
    expect(answer.headers.get('vary')).toMatch(/Origin/);
  });
});

describe('instances that die', () => {
  it('are passed over by whatever was not sent yet', async () => {
    // For good: this is the last test of the file.
    await front().stores[0].close();
    for (const method of ['GET', 'POST', 'GET', 'POST', 'GET', 'POST']) {
      const answer = await front().fetch(method === 'GET' ? '/api/things/7' : '/api/things', { method });
      expect(await seenBy(answer)).toMatchObject({ server: 'second', method });
    }
  });
});
