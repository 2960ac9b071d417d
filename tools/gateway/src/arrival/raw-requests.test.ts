import { describe, expect, it } from 'vitest';
import { openGateway } from '../testing/open-gateway.ts';
import { openUpstream } from '../testing/open-upstream.ts';
import { Raw, refusalOf, statusOf } from '../testing/raw.ts';

async function opened() {
  const upstream = await openUpstream();
  const ports = [upstream.port];
  const gateway = await openGateway({ at: { stock: ports, storefront: ports }, routes: '{ stock.add: { body: 10 } }' });
  return { upstream, gateway };
}

const get = (target: string, ...headers: string[]): string =>
  [`GET ${target} HTTP/1.1`, 'Host: shop.example', ...headers, '', ''].join('\r\n');
const post = (headers: readonly string[], body: string): string =>
  ['POST /stock HTTP/1.1', 'Host: shop.example', ...headers, '', body].join('\r\n');

describe('a path trick', () => {
  // Each aims at POST /stock, whose body may have 10 bytes, or at what the pages' policy does not cover.
  it.each([
    '/./stock',
    '//stock',
    '/cart/../stock',
    '/cart/%2e%2e/stock',
    '/cart/..%2fstock',
    '/cart%2f..%2fstock',
    '/cart/..%5cstock',
    '/cart\\..\\stock',
    '/%73tock',
    '/%2573tock',
    '/stock/%2e',
    '/stock/.',
    '/stock//',
    '/stock#',
    '/stock%00',
    '/stock%0a',
    '/stock\x80',
    '/stock%ff',
    '/stock%',
    'http://other.example/stock',
    'http://shop.example@other.example/stock',
    '*',
  ])('%j is refused and reaches nobody', async (target) => {
    const { upstream, gateway } = await opened();
    const request = ['POST', target, 'HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 12\r\n\r\n0123456789ab'].join(
      ' ',
    );
    expect(await statusOf(gateway.port, request)).toBe(400);
    expect(upstream.begun).toBe(0);
  });

  it.each(['/stock', '/stock/', '/stock?x', 'http://shop.example/stock'])(
    'does not lie in %j: the policy of its route holds',
    async (target) => {
      const { upstream, gateway } = await opened();
      const request = `POST ${target} HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 12\r\n\r\n0123456789ab`;
      expect(await statusOf(gateway.port, request)).toBe(413);
      expect(upstream.begun).toBe(0);
    },
  );

  it('is told as a problem with the request id and without what was sent', async () => {
    const { gateway } = await opened();
    const text = await new Raw(gateway.port).send(get('/a/../<secret>', 'Connection: close')).closed();
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    const problem: unknown = JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4));
    expect(problem).toMatchObject({ type: 'urn:carveout:error:CARV-370', status: 400, code: 'CARV-370' });
    expect(JSON.stringify(problem)).not.toContain('secret');
  });
});

describe('a request that could be read in two ways', () => {
  const chunked = '3\r\nabc\r\n0\r\n\r\n';

  it.each([
    ['Content-Length and Transfer-Encoding', post(['Content-Length: 3', 'Transfer-Encoding: chunked'], chunked)],
    ['Transfer-Encoding and Content-Length', post(['Transfer-Encoding: chunked', 'Content-Length: 3'], chunked)],
    ['two Content-Lengths', post(['Content-Length: 3', 'Content-Length: 4'], 'abcd')],
    ['two equal Content-Lengths', post(['Content-Length: 3', 'Content-Length: 3'], 'abc')],
    ['a list of Content-Lengths', post(['Content-Length: 3, 3'], 'abc')],
    ['a Content-Length with a sign', post(['Content-Length: +3'], 'abc')],
    ['a negative Content-Length', post(['Content-Length: -3'], 'abc')],
    ['a hexadecimal Content-Length', post(['Content-Length: 0x3'], 'abc')],
    ['an overflowing Content-Length', post(['Content-Length: 18446744073709551619'], 'abc')],
    ['an empty Content-Length', post(['Content-Length:'], 'abc')],
    ['chunked twice', post(['Transfer-Encoding: chunked, chunked'], chunked)],
    ['chunked before another coding', post(['Transfer-Encoding: chunked, identity'], chunked)],
    ['an unknown coding', post(['Transfer-Encoding: xchunked'], chunked)],
    ['a coding in quotes', post(['Transfer-Encoding: "chunked"'], chunked)],
    ['a coding behind a vertical tab', post(['Transfer-Encoding: \x0bchunked'], chunked)],
    ['space before the colon', post(['Content-Length : 3'], 'abc')],
    ["space before a coding header's colon", post(['Transfer-Encoding : chunked'], chunked)],
    ['a line that ends with LF alone', `GET /stock HTTP/1.1\r\nHost: shop.example\nX: 1\r\n\r\n`],
    ['LF alone everywhere', `GET /stock HTTP/1.1\nHost: shop.example\n\n`],
    ['CR alone', `GET /stock HTTP/1.1\r\nHost: shop.example\rX: 1\r\n\r\n`],
    ['a folded line', get('/stock', 'X-A: 1', ' folded')],
    ['a first header that is folded', `GET /stock HTTP/1.1\r\n Host: shop.example\r\n\r\n`],
    ['a header without a name', get('/stock', ': value')],
    ['a header without a colon', get('/stock', 'X-A')],
    ['a header name with a space', get('/stock', 'X A: 1')],
    ['a NUL in a value', get('/stock', 'X-A: a\0b')],
    ['two hosts', get('/stock', 'Host: other.example')],
    ['two hosts alike', get('/stock', 'host: shop.example')],
    ['no host', 'GET /stock HTTP/1.1\r\n\r\n'],
    ['an empty host', 'GET /stock HTTP/1.1\r\nHost:\r\n\r\n'],
    ['a host with a path', 'GET /stock HTTP/1.1\r\nHost: shop.example/x\r\n\r\n'],
    ['a host with an account', 'GET /stock HTTP/1.1\r\nHost: a@shop.example\r\n\r\n'],
    ['a list of hosts', 'GET /stock HTTP/1.1\r\nHost: a, b\r\n\r\n'],
    ['a body of a GET', get('/stock', 'Content-Length: 3') + 'abc'],
    ['a chunked body of a GET', get('/stock', 'Transfer-Encoding: chunked') + chunked],
    ['an HTTP version of its own', 'GET /stock HTTP/1.2\r\nHost: shop.example\r\n\r\n'],
    ['HTTP/0.9', 'GET /stock\r\n\r\n'],
    ['a tab after the method', 'GET\t/stock HTTP/1.1\r\nHost: shop.example\r\n\r\n'],
  ])('%s is refused and reaches nobody', async (_, request) => {
    const { upstream, gateway } = await opened();
    expect(await refusalOf(gateway.port, request)).toMatch(/^400 CARV-37[01]$/);
    expect(upstream.begun).toBe(0);
  });

  it.each([
    ['a size that is no number', 'xyz\r\nabc\r\n0\r\n\r\n'],
    ['a size with 0x', '0x3\r\nabc\r\n0\r\n\r\n'],
    ['a size with a sign', '+3\r\nabc\r\n0\r\n\r\n'],
    ['a size too large for any number', 'ffffffffffffffff1\r\nabc\r\n0\r\n\r\n'],
    ['a chunk longer than its size', '2\r\nabc\r\n0\r\n\r\n'],
    ['a size that ends with LF alone', '3\nabc\r\n0\r\n\r\n'],
    ['a chunk that ends with LF alone', '3\r\nabc\n0\r\n\r\n'],
    ['an extension with LF', '3;a\nb\r\nabc\r\n0\r\n\r\n'],
    ['a space before the size', ' 3\r\nabc\r\n0\r\n\r\n'],
    ['an empty size', '\r\nabc\r\n0\r\n\r\n'],
  ])('%s in a chunked body is refused and reaches nobody', async (_, body) => {
    const { upstream, gateway } = await opened();
    const request = post(['Transfer-Encoding: chunked'], body);
    expect(await refusalOf(gateway.port, request)).toBe('400 CARV-371');
    expect(upstream.begun).toBe(0);
    expect(await gateway.metric('carveout_unreadable_requests_total', { at: 'gateway', status: '400' })).toBe(1);
    await expect.poll(() => gateway.metric('carveout_gateway_in_flight')).toBe(0);
  });

  it('without an end reaches nobody', async () => {
    const { upstream, gateway } = await opened();
    const raw = new Raw(gateway.port).send(post(['Transfer-Encoding: chunked'], '3\r\nabc\r\n0\r\n'));
    raw.socket.end();
    expect(await raw.closed()).toBe('');
    expect(upstream.begun).toBe(0);
  });

  it('leaves nothing over that could be taken for another request', async () => {
    const { upstream, gateway } = await opened();
    const smuggled = 'GET /stock/smuggled HTTP/1.1\r\nHost: shop.example\r\n\r\n';
    for (const headers of [
      ['Content-Length: 5', 'Transfer-Encoding: chunked'],
      ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity', `Content-Length: ${smuggled.length + 5}`],
      ['Content-Length: 5', `Content-Length: ${smuggled.length + 5}`],
    ])
      await new Raw(gateway.port).send(post(headers, `0\r\n\r\n${smuggled}`)).closed();
    expect(upstream.begun).toBe(0);
  });

  it('drops trailers, and headers that a trailer or Connection names', async () => {
    const { upstream, gateway } = await opened();
    const body = '3\r\nabc\r\n0\r\nCarveout-Principal: evil\r\nX-Trailer: 1\r\n\r\n';
    const request = post(
      ['Transfer-Encoding: chunked', 'Trailer: X-Trailer', 'Connection: close, X-Mine', 'X-Mine: 1'],
      body,
    );
    const text = await new Raw(gateway.port).send(request).closed();
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    const [seen] = upstream.seen;
    expect(seen).toMatchObject({ body: 'abc', trailers: {} });
    for (const name of ['trailer', 'x-trailer', 'carveout-principal', 'x-mine', 'transfer-encoding'])
      expect(seen!.headers, name).not.toHaveProperty(name);
  });
});

describe('another protocol', () => {
  it.each(['websocket', 'foo/2', 'h2c, websocket'])('%s is refused with 501', async (upgrade) => {
    const { upstream, gateway } = await opened();
    expect(await statusOf(gateway.port, get('/stock', 'Connection: Upgrade', `Upgrade: ${upgrade}`))).toBe(501);
    expect(upstream.begun).toBe(0);
  });

  it('is not missed where HTTP/2 is only offered', async () => {
    const { upstream, gateway } = await opened();
    const offer = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA'];
    expect(await statusOf(gateway.port, get('/stock', ...offer))).toBe(200);
    expect(Object.keys(upstream.seen[0]!.headers)).not.toEqual(expect.arrayContaining(['upgrade']));
  });

  it('gets no tunnel', async () => {
    const { gateway } = await opened();
    const text = await new Raw(gateway.port)
      .send('CONNECT shop.example:80 HTTP/1.1\r\nHost: shop.example:80\r\n\r\n')
      .closed();
    expect(text).not.toMatch(/ 2\d\d /);
  });
});

describe('what is too large', () => {
  it('is a head over 16 KiB: 431', async () => {
    const { gateway } = await opened();
    expect(await refusalOf(gateway.port, get('/stock', `X-A: ${'a'.repeat(20_000)}`))).toBe('431 CARV-371');
    expect(await refusalOf(gateway.port, get(`/${'a'.repeat(20_000)}`))).toBe('431 CARV-371');
    expect(await gateway.metric('carveout_unreadable_requests_total', { status: '431' })).toBe(2);
  });

  it('is what chunks say beside their size: 413', async () => {
    const { upstream, gateway } = await opened();
    const request = post(['Transfer-Encoding: chunked'], `1;${'a'.repeat(20_000)}\r\na\r\n0\r\n\r\n`);
    expect(await refusalOf(gateway.port, request)).toBe('413 CARV-371');
    expect(upstream.begun).toBe(0);
  });

  it('is a body over the policy, declared: 413 before it comes', async () => {
    const { upstream, gateway } = await opened();
    const raw = new Raw(gateway.port).send(post(['Content-Length: 11'], ''));
    expect(await raw.until(/\}$/)).toMatch(/^HTTP\/1\.1 413 [^]*CARV-317/);
    expect(upstream.begun).toBe(0);
  });

  it('is a body over the policy, chunked: 413', async () => {
    const { upstream, gateway } = await opened();
    const text = await new Raw(gateway.port)
      .send(post(['Transfer-Encoding: chunked'], `${'6\r\nabcdef\r\n'.repeat(2)}0\r\n\r\n`))
      .until(/\}$/);
    expect(text).toMatch(/^HTTP\/1\.1 413 [^]*CARV-317/);
    expect(upstream.seen).toEqual([]);
  });

  it('is not told to go on', async () => {
    const { gateway } = await opened();
    const raw = new Raw(gateway.port).send(post(['Expect: 100-continue', 'Content-Length: 11'], ''));
    expect(await raw.until(/\}$/)).toMatch(/^HTTP\/1\.1 413 /);
    const small = new Raw(gateway.port).send(post(['Expect: 100-continue', 'Content-Length: 3'], ''));
    expect(await small.until(/100 Continue\r\n\r\n/)).toMatch(/^HTTP\/1\.1 100 Continue/);
    expect(await small.send('abc').until(/ 200 OK/)).toMatch(/200 OK/);
    expect(await refusalOf(gateway.port, post(['Expect: magic', 'Content-Length: 3'], 'abc'))).toBe('417 CARV-371');
  });
});
