import { describe, expect, it } from 'vitest';
import { call, lineOf } from './calls.ts';
import { send } from './exchange.ts';
import type { Answer, Sent } from './exchange.ts';
import { forged, principalHeader } from './principals.ts';
import type { Program } from './program.ts';

const good = { from: { currency: 'EUR', units: 10, nanos: 0 }, to: 'USD' };
const convert = '/api/currencies/convert';

type Asked = Omit<Sent, 'port'>;

const post = (body: unknown, path = convert, headers: Sent['headers'] = {}): Asked => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const get = (path: string): Asked => ({ method: 'GET', path });

const refused: readonly (readonly [string, Asked])[] = [
  ['an input that the contract refuses', post({ from: { ...good.from, units: 1.5 }, to: 'usd' })],
  ['no body', { method: 'POST', path: convert }],
  ['fields that it does not know', post({ ...good, from: { ...good.from, rate: 2 }, more: 1 })],
  ['unknown fields beside wrong ones', post({ ...good, to: 1, tu: 'USD' })],
  ['a field that is given twice', post(good, `${convert}?to=EUR`)],
  ['a list', post([good])],
  ['a text', post('"EUR"')],
  ['what is no JSON', post('{"from":')],
  ['a form', post('to=USD', convert, { 'content-type': 'application/x-www-form-urlencoded' })],
  ['a compressed body', post(good, convert, { 'content-encoding': 'gzip' })],
  ['a body of more than 64 KiB', post({ ...good, more: 'x'.repeat(70_000) })],
  ['a currency without a rate', post({ ...good, to: 'XXX' })],
  ['a query that the operation does not have', get('/api/currencies?page=2')],
  ['another method', get(convert)],
  ['another path', get('/api/rates')],
  ['two slashes at the end', get('/api/currencies//')],
  ['a key that is none', post(good, convert, { 'idempotency-key': 'a b' })],
  ['a path of the link', post(good, '/calls/currencies')],
  ['a path of the admin port', get('/metrics')],
];

const served: readonly (readonly [string, Asked])[] = [
  ['GET /api/currencies', get('/api/currencies')],
  ['POST /api/currencies/convert', post(good)],
  ['a JSON type with parameters', post(good, convert, { 'content-type': 'application/json; charset=utf-8' })],
  ['JSON under another name', post(good, convert, { 'content-type': 'application/merge-patch+json' })],
  ['a path with a slash at its end', get('/api/currencies/')],
  ['another one', post(good, `${convert}/`)],
  ['a key', post(good, convert, { 'idempotency-key': 'k-1' })],
  ['a key in quotes', post(good, convert, { 'idempotency-key': '"k-1"' })],
  ['HEAD', { method: 'HEAD', path: '/api/currencies' }],
  ['fields in the query', post({ to: 'USD' }, `${convert}?from=${encodeURIComponent(JSON.stringify(good.from))}`)],
];

/** What a host serves at the ports for clients and for operators. */
export function portCases(host: () => Program, core: () => Program): void {
  const both = (asked: Asked): Promise<[Answer, Answer]> =>
    Promise.all([send({ port: host().ports.door, ...asked }), send({ port: core().ports.door, ...asked })]);

  describe('the http lines', () => {
    it.each(served)('answer %s as the TypeScript core does', async (_, asked) => {
      const [ofHost, ofCore] = await both(asked);
      expect(ofCore.status).toBe(200);
      expect(ofHost.status).toBe(200);
      expect(ofHost.headers['content-type']).toMatch(/^application\/json/);
      // Anybody may ask for it: whether it may be kept, the gateway says.
      expect([ofHost, ofCore].map(({ headers }) => headers['cache-control'])).toEqual([undefined, undefined]);
      expect(parsed(ofHost)).toEqual(parsed(ofCore));
    });

    it.each(refused)('refuse %s with the problem that the TypeScript core tells', async (_, asked) => {
      const [ofHost, ofCore] = await both(asked);
      expectSameRefusal(ofHost, ofCore);
    });

    it('know whom a gateway names, and answer all the same: anybody may ask', async () => {
      const headers = { 'carveout-principal': await principalHeader() };
      for (const { status } of await both({ ...get('/api/currencies'), headers })) expect(status).toBe(200);
    });

    it.each(forged)('refuse a principal %s', async (_, make) => {
      const headers = { 'carveout-principal': await make() };
      const [ofHost, ofCore] = await both({ ...get('/api/currencies'), headers });
      expect(ofCore.status).toBe(401);
      expectSameRefusal(ofHost, ofCore);
    });

    it('refuse a forged principal before they look at what else is wrong, and behind it nothing', async () => {
      const headers = { 'carveout-principal': 'forged' };
      const [ofHost, ofCore] = await both(post('{"from":', convert, headers));
      expect(ofCore.status).toBe(401);
      expectSameRefusal(ofHost, ofCore);
      for (const { status } of await both({ ...get('/api/rates'), headers })) expect(status).toBe(404);
    });

    it('answer under the request id that was given, or one of their own', async () => {
      const path = '/api/rates';
      const named = await send({ port: host().ports.door, ...get(path), headers: { 'x-request-id': 'r-1' } });
      const unnamed = await send({ port: host().ports.door, ...get(path), headers: { 'x-request-id': 'r 1' } });
      expect([named.headers['x-request-id'], requestIdIn(named)]).toEqual(['r-1', 'r-1']);
      expect(requestIdIn(unnamed)).toMatch(/^[\x21-\x7e]{8,}$/);
      expect(unnamed.headers['x-request-id']).toBe(requestIdIn(unnamed));
    });
  });

  it('tells its health by status at each port', async () => {
    const { door, link, admin } = host().ports;
    const asked = [
      [door, '/health/live'],
      [door, '/health/ready'],
      [link, '/health/ready'],
      [admin, '/health/ready'],
    ] as const;
    for (const [port, path] of asked) {
      const { status, text } = await send({ port, ...get(path) });
      expect([path, status, text]).toEqual([path, 200, '']);
    }
  });

  it('tells health in detail and metrics at the admin port, and nothing else', async () => {
    const admin = (path: string): Promise<Answer> => send({ port: host().ports.admin, ...get(path) });
    const before = (await admin('/metrics')).text;
    await call(host(), [lineOf('supported', {})]);
    const { headers, text } = await admin('/metrics');
    expect(headers['content-type']).toMatch(/^text\/plain; ?version=0\.0\.4/);
    expect(text).toMatch(/^# TYPE \w+ (counter|histogram)$/m);
    expect(text).not.toBe(before);
    const health = await admin('/health');
    expect([health.status, JSON.parse(health.text)]).toMatchObject([200, { ok: true, modules: { currencies: 'ok' } }]);
    expect((await admin('/api/currencies')).status).toBe(404);
  });
}

/** Whatever the request was refused for, it is nobody's to keep, and told in the same words. */
function expectSameRefusal(ofHost: Answer, ofCore: Answer): void {
  expect(ofHost.status).toBe(ofCore.status);
  expect(ofHost.headers['content-type']).toMatch(/^application\/problem\+json/);
  for (const name of ['cache-control', 'www-authenticate']) expect(ofHost.headers[name]).toBe(ofCore.headers[name]);
  expect(comparable(ofHost.text)).toEqual(comparable(ofCore.text));
}

const parsed = ({ text }: Answer): unknown => (text === '' ? undefined : JSON.parse(text));

interface Told {
  readonly requestId?: string;
  readonly issues?: readonly { readonly path: readonly unknown[]; readonly message: string }[];
}

function requestIdIn({ text }: Answer): string | undefined {
  return (JSON.parse(text) as Told).requestId;
}

/** Where issues are, in any order: what the contract's checker says of them is its own. */
function comparable(text: string): unknown {
  const { requestId: _, issues, ...problem } = JSON.parse(text) as Told;
  return { ...problem, issues: issues?.map(({ path }) => path.join('.')).sort() };
}
