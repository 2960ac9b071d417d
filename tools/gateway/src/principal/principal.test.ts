import { generateKeyPairSync } from 'node:crypto';
import { command, defineContract, query } from '@carveout/contract';
import { createDoor, inwardPrincipal, outsideRequest } from '@carveout/runtime/door';
import { newGatewayKeys } from '@carveout/runtime/inward';
import type { GatewayKeys } from '@carveout/runtime/inward';
import { exportPKCS8, generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openPolicies } from '../policies.ts';
import { listen } from '../testing/listen.ts';
import { aroundPolicies, readableLog, routeTo, silent } from '../testing/around-policies.ts';
import { send } from '../testing/send.ts';
import { gatewayKey } from './gateway-key.ts';
import { passPrincipal } from './pass-principal.ts';
import { PrincipalSigner } from './principal-signer.ts';

const ann = { id: 'ann', roles: ['customer'] };
const signerOf = async ({ key }: GatewayKeys, now?: () => number) =>
  new PrincipalSigner((await gatewayKey({ CARVEOUT_GATEWAY_KEY: key }, silent, true))!, now);

const shop = defineContract('shop', {
  see: query({ input: z.object({}), output: z.object({}), http: 'GET /see', access: 'customer' }),
  buy: command({ input: z.object({}), output: z.object({}), http: 'POST /buy', access: 'customer', idempotent: true }),
});

/** A real door that answers with who makes the request, behind the policies of a gateway with sessions. */
async function shopBehindGateway(given?: GatewayKeys) {
  const keys = given ?? (await newGatewayKeys());
  const door = createDoor({
    contracts: [shop],
    log: silent,
    live: () => true,
    ready: () => true,
    principals: await inwardPrincipal({ keys: keys.keys, log: silent }),
    call: (_operation, _input, request) => Promise.resolve(request.principal ?? {}),
    site: {
      routes: (router) => {
        router.get('/page', (context) => {
          context.body = outsideRequest(context).principal ?? {};
        });
        router.get('/logout', (context) => {
          context.cookies.set('shop', null);
          context.redirect('/');
        });
      },
    },
  });
  const upstream = await listen(door.callback());
  const policies = await openPolicies({
    gateway: { replicas: 1, sessions: { cookie: 'shop', roles: ['customer'] }, origins: [], routes: {} },
    env: { CARVEOUT_GATEWAY_KEY: keys.key },
    log: silent,
    production: true,
  });
  const url = await aroundPolicies({
    upstream,
    before: [policies.origins],
    matched: policies.matched,
    route: ({ path, method }) =>
      path === '/see' || path === '/buy'
        ? routeTo('customer', {}, method === 'GET' ? 'query' : 'command')
        : { ...routeTo(), operation: undefined },
  });
  return { url, upstream, keys };
}

describe('a shop behind the policies of a gateway', () => {
  it('knows a visitor from the first answer on, in pages and API, until the logout', async () => {
    const { url } = await shopBehindGateway();
    const first = await send(`${url}/page`);
    const cookie = /^shop=[\w-]{43}/.exec(first.headers['set-cookie']![0]!)![0];
    const { id } = JSON.parse(first.text) as { id: string };
    expect(id).toMatch(/^[\w-]{43}$/);
    for (const [path, method] of [
      ['/page', 'GET'],
      ['/see', 'GET'],
      ['/buy', 'POST'],
    ] as const) {
      const got = await send(
        url + path,
        { cookie, 'content-type': 'application/json' },
        method,
        method === 'GET' ? '' : '{}',
      );
      expect(JSON.parse(got.text)).toEqual({ id, roles: ['customer'] });
    }
    const out = await send(`${url}/logout`, { cookie });
    expect(out.headers['set-cookie']).toEqual([expect.stringMatching(/^shop=; .*expires=Thu, 01 Jan 1970/)]);
    const after = await send(`${url}/page`);
    expect((JSON.parse(after.text) as { id: string }).id).not.toBe(id);
  });

  it('does not believe a header from outside, neither forged nor stolen', async () => {
    const { url, upstream, keys } = await shopBehindGateway();
    const stolen = await (await signerOf(keys)).sign({ id: 'root', roles: ['operator'] });
    for (const header of ['forged', stolen]) {
      const got = await send(`${url}/page`, { 'carveout-principal': header });
      expect(got.status).toBe(200);
      expect(got.text).not.toContain('root');
    }
    // Nobody: an Authorization header that counts for nothing.
    expect((await send(`${url}/page`, { authorization: 'Basic eDp5', 'carveout-principal': stolen })).text).toBe('{}');
    // Past the gateway, it is refused or nobody.
    expect((await send(`${upstream}/see`, { 'carveout-principal': 'forged' })).status).toBe(401);
    expect((await send(`${upstream}/page`)).text).toBe('{}');
  });
});

it.each(['pem', 'jwk'] as const)('a pair of keys needs no names: %s', async (format) => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key =
    format === 'pem'
      ? privateKey.export({ type: 'pkcs8', format }).toString()
      : JSON.stringify(privateKey.export({ format }));
  const { url } = await shopBehindGateway({
    key,
    keys: JSON.stringify({ keys: [publicKey.export({ format: 'jwk' })] }),
  });
  const { status, text } = await send(`${url}/see`);
  expect([status, JSON.parse(text)]).toMatchObject([200, { roles: ['customer'] }]);
});

describe('the word on a principal', () => {
  it('is signed once for the same one within 30 s, and anew for another or later', async () => {
    let time = Date.now();
    const signer = await signerOf(await newGatewayKeys(), () => time);
    const first = await signer.sign(ann);
    time += 29_000;
    expect(await signer.sign({ ...ann })).toBe(first);
    expect(await signer.sign({ id: 'ann', roles: ['operator'] })).not.toBe(first);
    expect(await signer.sign({ id: 'ann","roles":["operator', roles: [] })).not.toBe(first);
    time += 2_000;
    const second = await signer.sign(ann);
    expect(second).not.toBe(first);
    // The clock is set back.
    time -= 60_000;
    expect(await signer.sign(ann)).not.toBe(second);
  });

  it('is not given for nobody, nor without a key', async () => {
    const got: unknown[] = [];
    const upstream = await listen((request, response) => {
      got.push(request.headers['carveout-principal']);
      response.end();
    });
    const signer = await signerOf(await newGatewayKeys());
    const forged = { 'carveout-principal': 'forged' };
    for (const [pass, principal] of [
      [signer, undefined],
      [undefined, ann],
      [signer, ann],
    ] as const)
      await send(
        await aroundPolicies({ upstream, matched: [passPrincipal(pass)], principal: () => principal }),
        forged,
      );
    expect(got).toEqual([undefined, undefined, expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/)]);
  });
});

describe('the key of a gateway', () => {
  it('may be PEM, also with written line ends, and is named by its thumbprint', async () => {
    const pem = await exportPKCS8((await generateKeyPair('EdDSA', { extractable: true })).privateKey);
    const kids = [];
    for (const text of [pem, pem.replaceAll('\n', '\\n')])
      kids.push((await gatewayKey({ CARVEOUT_GATEWAY_KEY: text }, silent, true))!.kid);
    expect(kids[0]).toMatch(/^[\w-]{43}$/);
    expect(kids[1]).toBe(kids[0]);
  });

  it('must be there in production; without it in development, that is said', async () => {
    await expect(gatewayKey({}, silent, true)).rejects.toMatchObject({ code: 'CARV-344' });
    const { log, text } = readableLog();
    expect(await gatewayKey({ CARVEOUT_GATEWAY_KEY: '' }, log, false)).toBeUndefined();
    expect(text()).toContain('CARVEOUT_GATEWAY_KEY is not set');
  });

  it('is refused when it is public, of another kind, or none, and never told', async () => {
    const { keys } = await newGatewayKeys();
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
    const bad = [
      'hunter2',
      '{"kty":"oct","k":"hunter2"}',
      JSON.stringify((JSON.parse(keys) as { keys: object[] }).keys[0]),
      rsa.export({ type: 'pkcs8', format: 'pem' }) as string,
      JSON.stringify(rsa.export({ format: 'jwk' })),
    ];
    for (const text of bad)
      await expect(gatewayKey({ CARVEOUT_GATEWAY_KEY: text }, silent, false)).rejects.toMatchObject({
        code: 'CARV-345',
        message: expect.not.stringContaining('hunter2'),
      });
  });
});

it('policies are refused in production when an issuer’s keys would come over plain text', async () => {
  const { key } = await newGatewayKeys();
  const open = (issuer: string, keys?: string) =>
    openPolicies({
      gateway: {
        replicas: 1,
        tokens: { issuer, audience: 'a', algorithms: ['ES256'], roles: 'roles', ...(keys !== undefined && { keys }) },
        origins: [],
        routes: {},
      },
      env: { CARVEOUT_GATEWAY_KEY: key },
      log: silent,
      production: true,
    });
  await expect(open('http://id.example.com')).rejects.toMatchObject({ code: 'CARV-346' });
  await expect(open('https://id.example.com', 'http://id.example.com/keys')).rejects.toMatchObject({
    code: 'CARV-346',
  });
  for (const issuer of ['https://id.example.com', 'http://127.0.0.1:8080', 'http://localhost'])
    await (await open(issuer)).close();
});
