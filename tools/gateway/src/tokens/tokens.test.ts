import { createHmac } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import { silent } from '../testing/around-policies.ts';
import { gatewayOf, settingsOf } from '../testing/around-tokens.ts';
import { AUDIENCE, openIssuer } from '../testing/open-issuer.ts';
import type { Issuer } from '../testing/open-issuer.ts';
import { listen } from '../testing/listen.ts';
import { IssuerKeys } from './issuer-keys.ts';
import { TokenVerifier } from './verify-tokens.ts';

const now = (): number => Math.floor(Date.now() / 1_000);
const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

describe('a token that holds', () => {
  it.each([{ found: 'by Discovery' }, { found: 'at an address' }])(
    'names the principal: keys $found',
    async ({ found }) => {
      const issuer = await openIssuer();
      const ask = await gatewayOf(issuer, found === 'at an address' ? { keys: issuer.keys } : {});
      expect((await ask(await issuer.token())).text).toBe('{"id":"ann","roles":["customer"]}');
      expect(issuer.fetched).toEqual({ keys: 1, discovery: found === 'at an address' ? 0 : 1 });
    },
  );

  it.each([
    ['roles', { roles: 'a b' }, ['a', 'b']],
    ['realm_access.roles', { realm_access: { roles: ['a', 7, null, 'b', ''] } }, ['a', 'b']],
    ['https://shop.example.com/roles', { 'https://shop.example.com/roles': ['a'] }, ['a']],
    ['constructor.name', {}, []],
    ['roles', { roles: { 0: 'a' } }, []],
    ['roles', { roles: undefined }, []],
  ])('has the roles that its claim %s lists: %j', async (claim, claims, roles) => {
    const issuer = await openIssuer();
    const ask = await gatewayOf(issuer, { roles: claim });
    expect(JSON.parse((await ask(await issuer.token(claims))).text)).toEqual({ id: 'ann', roles });
  });

  it('may be late or early by less than 30 s', async () => {
    const issuer = await openIssuer();
    const ask = await gatewayOf(issuer);
    expect((await ask(await issuer.token({ exp: now() - 20, nbf: now() + 20 }))).status).toBe(200);
  });

  it('is verified once, and not again while it holds', async () => {
    const issuer = await openIssuer();
    let [time, asked] = [Date.now(), 0];
    const tokens = settingsOf(issuer);
    const keys = new IssuerKeys({ tokens, log: silent });
    const counting = {
      find: (...all: Parameters<IssuerKeys['find']>) => (asked++, keys.find(...all)),
      refreshWhenOld: () => keys.refreshWhenOld(),
      get generation() {
        return keys.generation;
      },
    };
    const verifier = new TokenVerifier(tokens, counting, false, () => time);
    const token = await issuer.token();
    const deadline = Date.now() + 5_000;
    for (let times = 0; times < 5; times++) expect(await verifier.verify(token, deadline)).toHaveProperty('principal');
    expect(asked).toBe(1);
    time += 631_000;
    expect(await verifier.verify(token, deadline)).toHaveProperty('why');
  });
});

it('a token whose key was withdrawn while it was verified is verified again', async () => {
  const issuer = await openIssuer();
  const tokens = settingsOf(issuer);
  const keys = new IssuerKeys({ tokens, log: silent });
  let [asked, later] = [0, 0];
  const changing = {
    find: async (...all: Parameters<IssuerKeys['find']>) => {
      asked += 1;
      const found = await keys.find(...all);
      later = 1;
      return found;
    },
    refreshWhenOld: () => keys.refreshWhenOld(),
    get generation() {
      return keys.generation + later;
    },
  };
  const verifier = new TokenVerifier(tokens, changing, false);
  const token = await issuer.token();
  for (let times = 0; times < 2; times++)
    expect(await verifier.verify(token, Date.now() + 5_000)).toHaveProperty('principal');
  expect(asked).toBe(2);
});

it('a token whose subject could be a visitor’s id is refused where visitors have ids', async () => {
  const issuer = await openIssuer();
  const visitor = 'x'.repeat(43);
  const beside = await gatewayOf(issuer, {}, {}, { besideVisitors: true });
  expect((await beside(await issuer.token({ sub: visitor }))).status).toBe(401);
  for (const sub of ['x'.repeat(42), 'x'.repeat(44), `${'x'.repeat(42)}|`])
    expect((await beside(await issuer.token({ sub }))).status).toBe(200);
  const alone = await gatewayOf(issuer);
  expect((await alone(await issuer.token({ sub: visitor }))).status).toBe(200);
});

describe('a token is refused', () => {
  const cases: [string, (issuer: Issuer) => Promise<string> | string][] = [
    ['of another issuer', (issuer) => issuer.token({ iss: 'https://evil.example.com' })],
    ['of an issuer with a slash more', (issuer) => issuer.token({ iss: `${issuer.url}/` })],
    ['for another audience', (issuer) => issuer.token({ aud: 'https://other.example.com' })],
    ['without an audience', (issuer) => issuer.token({ aud: undefined as unknown as string })],
    ['without an end', (issuer) => issuer.token({ exp: undefined as unknown as number })],
    ['over its time', (issuer) => issuer.token({ exp: now() - 40 })],
    ['before its time', (issuer) => issuer.token({ nbf: now() + 60 })],
    ['without a subject', (issuer) => issuer.token({ sub: undefined as unknown as string })],
    ['with an empty subject', (issuer) => issuer.token({ sub: '' })],
    ['with a subject that is no text', (issuer) => issuer.token({ sub: { id: 'ann' } as unknown as string })],
    ['with a subject that is too long', (issuer) => issuer.token({ sub: 'x'.repeat(256) })],
    ['for another purpose', (issuer) => issuer.token({}, { typ: 'dpop+jwt' })],
    [
      'with a critical extension that nobody knows',
      (issuer) => issuer.token({}, { crit: ['urn:test'], 'urn:test': 1 }),
    ],
    ['that is huge', (issuer) => issuer.token({ padding: 'x'.repeat(8_000) })],
    ['that is rubbish', () => 'a.b.c'],
    ['that is encrypted', () => 'a.b.c.d.e'],
    [
      'signed by another key of the same name',
      async (issuer) => issuer.token({}, {}, (await generateKeyPair('ES256')).privateKey),
    ],
    [
      'whose claims were changed',
      async (issuer) => {
        const [header, , signature] = (await issuer.token()).split('.');
        return [header, encoded({ iss: issuer.url, aud: AUDIENCE, sub: 'root', exp: now() + 60 }), signature].join('.');
      },
    ],
    [
      'that says it needs no signature',
      async (issuer) => {
        const [, claims] = (await issuer.token()).split('.');
        return `${encoded({ alg: 'none', kid: 'key-1' })}.${claims}.`;
      },
    ],
    [
      'signed with the public key as if it were a password',
      async (issuer) => {
        const [, claims] = (await issuer.token()).split('.');
        const signed = `${encoded({ alg: 'HS256', kid: 'key-1', typ: 'JWT' })}.${claims}`;
        return `${signed}.${createHmac('sha256', issuer.publicPem).update(signed).digest('base64url')}`;
      },
    ],
    [
      'with an algorithm that is not configured',
      async (issuer) => issuer.token({}, { alg: 'ES384' }, (await generateKeyPair('ES384')).privateKey),
    ],
  ];

  it.each(cases)('%s', async (_what, make) => {
    const issuer = await openIssuer();
    const ask = await gatewayOf(issuer);
    const { status, headers, text } = await ask(await make(issuer));
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    expect(JSON.parse(text)).toMatchObject({ code: 'CARV-340', type: 'urn:carveout:error:CARV-340' });
    // One text for all: it does not tell which rule was broken.
    expect(JSON.parse(text).detail).toBe('The bearer token is not valid, or no more. Get a fresh one.');
    expect(ask.logged()).toContain('a token was refused');
  });

  it('that brings its own key, or says where to fetch one', async () => {
    const issuer = await openIssuer();
    const ask = await gatewayOf(issuer);
    const own = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(own.publicKey);
    let asked = 0;
    const url = await listen((_request, response) => {
      asked++;
      response.end(JSON.stringify({ keys: [{ ...jwk, kid: 'mine', alg: 'ES256' }] }));
    });
    for (const header of [{ jku: url }, { x5u: url }, { jwk }, { jku: url, kid: 'mine' }, { x5c: ['MIIB'] }])
      expect((await ask(await issuer.token({}, header, own.privateKey))).status).toBe(401);
    expect(asked).toBe(0);
  });

  it('and its text is in no log', async () => {
    const issuer = await openIssuer();
    const ask = await gatewayOf(issuer);
    const token = await issuer.token({ exp: now() - 100 });
    await ask(token);
    expect(ask.logged()).not.toContain(token.split('.')[2]);
  });
});

describe('an Authorization header', () => {
  it('that comes twice is malformed, whichever is right', async () => {
    const issuer = await openIssuer();
    const ask = await gatewayOf(issuer);
    const right = await issuer.token();
    for (const pair of [
      [right, 'wrong'],
      ['wrong', right],
      [right, right],
    ]) {
      const { status, headers } = await ask(pair);
      expect(status).toBe(400);
      expect(headers['www-authenticate']).toBe('Bearer error="invalid_request"');
    }
  });

  it('without a token, or with more than one, is malformed', async () => {
    const ask = await gatewayOf(await openIssuer());
    for (const token of ['', 'a b', 'a,b', 'a"b']) expect((await ask(token)).status).toBe(400);
  });
});
