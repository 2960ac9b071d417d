import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import { describe, expect, it } from 'vitest';
import { identify } from '../identity/identify.ts';
import { requestState } from '../request-state.ts';
import { listen } from '../testing/listen.ts';
import { aroundPolicies, routeTo, silent } from '../testing/around-policies.ts';
import { send } from '../testing/send.ts';
import type { Got } from '../testing/send.ts';

const SECRET = 'a-secret-that-only-this-visitor-knows_01234';
const ID = createHash('sha256').update(SECRET).digest('base64url');
const FRESH = /^shop=([\w-]{43}); path=\/; samesite=lax; httponly$/;

const byCookie = (isSecure?: (context: Context) => boolean) =>
  identify({
    tokens: undefined,
    sessions: { cookie: 'shop', roles: ['customer'] },
    log: silent,
    ...(isSecure && { isSecure }),
  });

/** A gateway that tells in a header who it takes the request to be from. */
function open(upstream?: string, isSecure?: (context: Context) => boolean): Promise<string> {
  return aroundPolicies({
    ...(upstream !== undefined && { upstream }),
    matched: [
      byCookie(isSecure),
      async (context, next) => {
        await next();
        context.set('X-Test-Principal', JSON.stringify(requestState(context).principal ?? null));
      },
    ],
    route: () => routeTo(),
  });
}

const principalOf = ({ headers }: Got): unknown => JSON.parse(String(headers['x-test-principal']));
const cookiesOf = ({ headers }: Got): string[] => headers['set-cookie'] ?? [];

describe('a session', () => {
  it('is who has its cookie, by an id from which nobody gets to the cookie', async () => {
    const got = await send(await open(), { cookie: `other=1; shop=${SECRET}; more=2` });
    expect(principalOf(got)).toEqual({ id: ID, roles: ['customer'] });
    expect(cookiesOf(got)).toEqual([]);
  });

  it('that there is already leaves an answer as it is', async () => {
    const upstream = await listen((_request, response) => response.setHeader('Cache-Control', 'max-age=60').end());
    const { headers } = await send(await open(upstream), { cookie: `shop=${SECRET}` });
    expect([headers['set-cookie'], headers['cache-control']]).toEqual([undefined, 'max-age=60']);
  });

  it('is made where there is none, and the next request has it', async () => {
    const url = await open();
    const first = await send(url);
    const [, secret] = FRESH.exec(cookiesOf(first)[0]!)!;
    expect(first.headers['cache-control']).toBe('no-store');
    const second = await send(url, { cookie: `shop=${secret}` });
    expect(principalOf(second)).toEqual(principalOf(first));
    expect(cookiesOf(second)).toEqual([]);
    expect(principalOf(await send(url))).not.toEqual(principalOf(first));
  });

  it.each([
    'shop=',
    'shop=short',
    `shop=${SECRET}x`,
    `shop="${SECRET}"`,
    `shop=${SECRET.slice(1)}%`,
    `Shop=${SECRET}`,
    `xshop=${SECRET}`,
    // Planted from a neighbouring host, before or after the visitor's own.
    `shop=${SECRET}; shop=${'b'.repeat(43)}`,
    `shop=${'b'.repeat(43)}; shop=${SECRET}`,
  ])('is not what “%s” says', async (cookie) => {
    const got = await send(await open(), { cookie });
    expect(cookiesOf(got)[0]).toMatch(FRESH);
    const { id } = principalOf(got) as { id: string };
    expect(id).not.toBe(ID);
    expect(id).not.toBe(createHash('sha256').update('b'.repeat(43)).digest('base64url'));
  });

  it('is not what an address or a form says', async () => {
    const url = await open();
    expect(cookiesOf(await send(`${url}/?shop=${SECRET}`))[0]).toMatch(FRESH);
    expect(cookiesOf(await send(url, { 'content-type': 'text/plain' }, 'POST', `shop=${SECRET}`))[0]).toMatch(FRESH);
  });

  it('does not count beside an Authorization header, and is not made', async () => {
    const url = await open();
    for (const authorization of ['Bearer whatever', 'Basic YTpi', 'x']) {
      const got = await send(url, { authorization, cookie: `shop=${SECRET}` });
      expect([principalOf(got), cookiesOf(got)]).toEqual([null, []]);
      expect(cookiesOf(await send(url, { authorization }))).toEqual([]);
    }
  });

  it('is not made for assets', async () => {
    const got = await send(`${await open()}/assets/shop.css`);
    expect([principalOf(got), cookiesOf(got)]).toEqual([null, []]);
  });

  it('travels over TLS alone where the client came over TLS', async () => {
    const got = await send(await open(undefined, (context) => context.get('X-Test-Proto') === 'https'), {
      'x-test-proto': 'https',
    });
    expect(cookiesOf(got)[0]).toMatch(/; secure; httponly$/);
  });

  it('is not believed to be over TLS because a client says so', async () => {
    const got = await send(await open(), { 'x-forwarded-proto': 'https', forwarded: 'proto=https' });
    expect(cookiesOf(got)[0]).toMatch(FRESH);
  });
});

describe('an answer with a fresh session', () => {
  it('keeps the cookies of the upstream, and is kept by nobody whatever the upstream says', async () => {
    const upstream = await listen((_request, response) => {
      response.setHeader('Set-Cookie', ['currency=EUR; path=/']);
      response.setHeader('Cache-Control', 'public, max-age=600');
      response.setHeader('Expires', new Date(Date.now() + 600_000).toUTCString());
      response.end('x');
    });
    const got = await send(await open(upstream));
    expect(cookiesOf(got)).toEqual(['currency=EUR; path=/', expect.stringMatching(FRESH)]);
    expect(got.headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(got.headers['expires']).toBeUndefined();
  });

  it('leaves a logout its will', async () => {
    const gone = 'shop=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; samesite=lax; httponly';
    const upstream = await listen((_request, response) => {
      response.writeHead(302, { location: '/', 'set-cookie': gone }).end();
    });
    const url = await open(upstream);
    for (const headers of [{ cookie: `shop=${SECRET}` }, {}]) {
      const got = await send(`${url}/logout`, headers);
      expect([got.status, cookiesOf(got)]).toEqual([302, [gone]]);
    }
  });
});
