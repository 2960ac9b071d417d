import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openDoor } from './testing/open-door.ts';

const order = { items: [{ product: 'p', quantity: 2 }], payment: { kind: 'invoice' } };

describe('an input that the contract refuses', () => {
  it.each([
    ['wrong type', '/things?limit=ten', [['limit']]],
    ['too large', '/things?limit=1e9', [['limit']]],
    ['repeated where one is wanted', '/things?limit=1&limit=2', [['limit']]],
    ['unknown field', '/things?limt=1&limit=2', [['limt']]],
    ['object that is no JSON', '/things?near=here', [['near']]],
    ['prototype field', '/things?__proto__=1', [['__proto__']]],
  ])('query string: %s', async (_, path, paths) => {
    const door = await openDoor(() => ({ items: [] }));
    const response = await door.send('GET', path);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const problem = (await response.json()) as { issues: { path: unknown[] }[] };
    expect(problem).toMatchObject({ status: 400, code: 'CARV-302', type: 'urn:carveout:error:CARV-302' });
    expect(problem.issues.map((issue) => issue.path)).toEqual(paths);
    expect(door.calls).toEqual([]);
  });

  it('lists every unknown field, at any depth, in lists and unions', async () => {
    const door = await openDoor(() => ({ id: 't' }));
    const response = await door.send('POST', '/things', {
      items: [{ product: 'p', quantity: 1, colour: 'red' }],
      payment: { kind: 'invoice', number: '1' },
      extra: { deep: 1 },
    });
    const { issues } = (await response.json()) as { issues: unknown[] };
    expect(issues).toEqual([
      { path: ['items', 0, 'colour'], message: 'unknown field' },
      { path: ['payment', 'number'], message: 'unknown field' },
      { path: ['extra'], message: 'unknown field' },
    ]);
    expect(door.calls).toEqual([]);
  });

  it('tells a misspelt field beside the missing one', async () => {
    const door = await openDoor(() => ({ id: 't' }));
    const response = await door.send('POST', '/things', { ...order, items: [{ product: 'p', quantty: 1 }] });
    const { issues } = (await response.json()) as { issues: { path: unknown[] }[] };
    expect(issues.map((issue) => issue.path)).toEqual([
      ['items', 0, 'quantity'],
      ['items', 0, 'quantty'],
    ]);
  });

  it('refuses a field that comes from two places', async () => {
    const door = await openDoor(() => undefined);
    const response = await door.send('PUT', '/things/t1', { id: 't2', quantity: 1 });
    expect(response.status).toBe(400);
    expect(((await response.json()) as { issues: unknown[] }).issues).toMatchObject([{ path: ['id'] }]);
  });
});

describe('a body that cannot be read', () => {
  it.each([
    ['malformed', '{"items": [', 400],
    ['a list', '[1]', 400],
    ['a bare value', '7', 400],
    ['a prototype in disguise', '{"__proto__": {"admin": true}}', 400],
    ['a constructor in disguise', '{"constructor": {"prototype": {"admin": true}}}', 400],
  ])('%s', async (_, body, status) => {
    const door = await openDoor(() => ({ id: 't' }));
    const response = await door.send('POST', '/things', body);
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ status });
    expect(text).not.toMatch(/position|SyntaxError|at JSON/);
    expect(door.calls).toEqual([]);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it('of another type, or compressed', async () => {
    const door = await openDoor(() => ({ id: 't' }));
    const text = await door.send('POST', '/things', 'items', { 'content-type': 'text/plain' });
    const form = await door.send('POST', '/things', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' });
    const zipped = await door.send('POST', '/things', '{}', { 'content-encoding': 'gzip' });
    expect([text.status, form.status, zipped.status]).toEqual([415, 415, 415]);
    expect(await text.json()).toMatchObject({ code: 'CARV-317', detail: 'Send the body as application/json.' });
  });

  it('of 10 MB: the client gets its answer, and the next request works', async () => {
    const door = await openDoor(() => ({ id: 't' }));
    const response = await door.send('POST', '/things', JSON.stringify({ note: 'x'.repeat(10_000_000) }));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 'CARV-317', status: 413 });
    expect((await door.send('POST', '/things', order)).status).toBe(200);
  });

  it('too large is answered before the rest of it arrives, and the connection is closed', async () => {
    const door = await openDoor(() => ({ id: 't' }), { limits: { lingerMs: 50 } });
    const answer = await rawExchange(
      door.port,
      'POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10000000\r\n\r\n{',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer.toLowerCase()).toContain('connection: close');
    expect(answer).toContain('"status":413');
  });

  it('too large without a stated length, and for a path that nobody serves', async () => {
    const door = await openDoor(() => ({ id: 't' }), { limits: { lingerMs: 50, bodyBytes: 10 } });
    const chunked = await rawExchange(
      door.port,
      'POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n' +
        '10\r\n{"note": "abcdef\r\n',
    );
    const unknown = await rawExchange(
      door.port,
      'POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n{',
    );
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
    expect(unknown).toMatch(/^HTTP\/1\.1 404 /);
  });
});

describe('unknown paths and methods', () => {
  it('answers 404 and 405 as problems', async () => {
    const door = await openDoor(() => 1);
    const lost = await door.send('GET', '/nowhere');
    const wrong = await door.send('PATCH', '/things/t1', {});
    expect(lost.status).toBe(404);
    expect(await lost.json()).toMatchObject({ type: 'about:blank', title: 'Not Found', status: 404 });
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get('allow')?.split(', ').sort()).toEqual(['DELETE', 'GET', 'HEAD', 'PUT']);
    expect(await wrong.json()).toMatchObject({ status: 405 });
  });

  it('survives malformed escapes in the path', async () => {
    const door = await openDoor(() => ({ product: 'p', quantity: 1 }));
    expect((await door.send('GET', '/things/%E0%A4%A')).status).toBe(200);
    expect(door.calls[0]?.input).toEqual({ id: '%E0%A4%A' });
  });
});

describe('a client that leaves', () => {
  it('in the middle of a body, or before the answer, harms nothing', async () => {
    const held = Promise.withResolvers<unknown>();
    const door = await openDoor((operation) => (operation.name === 'ping' ? held.promise : { id: 't' }));
    const half = connect(door.port, '127.0.0.1');
    half.write('POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"a');
    const waiting = connect(door.port, '127.0.0.1');
    waiting.write('GET /ping HTTP/1.1\r\nHost: x\r\n\r\n');
    await expect.poll(() => door.calls.length).toBe(1);
    half.destroy();
    waiting.destroy();
    held.resolve({ pong: true });
    expect((await door.send('POST', '/things', order)).status).toBe(200);
    expect(door.lines.filter((line) => (line['level'] as number) >= 40)).toEqual([]);
  });
});

/** Sends `text`, and collects the answer until the server closes. */
function rawExchange(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => (answer += chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}
