import { SignJWT, exportJWK, exportSPKI, generateKeyPair, importJWK } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { BoundSite } from '../options.ts';
import { outsideRequest } from '../request-state.ts';
import { openDoor } from '../testing/open-door.ts';
import { newGatewayKeys } from './gateway-keys.ts';
import type { GatewayKeys } from './gateway-keys.ts';
import { inwardPrincipal } from './inward-principal.ts';

const silent = pino({ level: 'silent' });
let identified = 0;
const site: BoundSite = {
  identify: () => {
    identified++;
    return { id: 'by the site', roles: ['operator'] };
  },
  routes: (router) =>
    router.get('/whoami', (context) => {
      context.body = outsideRequest(context).principal ?? { id: null };
    }),
};

const keyOf = (text: string): Promise<CryptoKey> => importJWK(JSON.parse(text) as JWK, 'EdDSA') as Promise<CryptoKey>;

/** A header, right in everything that is not said otherwise; undefined leaves a claim out. */
async function headerBy(
  { key }: Pick<GatewayKeys, 'key'>,
  claims: Readonly<Record<string, unknown>> = {},
  protectedHeader: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const iat = Math.floor(Date.now() / 1_000);
  const all = {
    iss: 'carveout-gateway',
    aud: 'carveout',
    sub: 'ann',
    roles: ['customer'],
    iat,
    exp: iat + 60,
    ...claims,
  };
  const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  const { kid } = JSON.parse(key) as JWK;
  return new SignJWT(kept)
    .setProtectedHeader({ alg: 'EdDSA', kid: kid!, typ: 'carveout-principal+jwt', ...protectedHeader })
    .sign(await keyOf(key));
}

async function behindGateway(keys: string | undefined, now?: () => number) {
  const principals = await inwardPrincipal({ keys, log: silent, ...(now && { now }) });
  const door = await openDoor(() => ({ pong: true }), { site, principals });
  const who = async (header?: string): Promise<unknown> => {
    const headers = header === undefined ? undefined : { 'carveout-principal': header };
    const response = await door.send('GET', '/whoami', undefined, headers);
    return response.status === 200 ? ((await response.json()) as { id: unknown }).id : await response.json();
  };
  return { door, who };
}

const refusal = expect.objectContaining({ status: 401, code: 'CARV-343' });
const seconds = (): number => Math.floor(Date.now() / 1_000);

describe('behind a gateway', () => {
  it('its header tells who makes a request, to pages and API alike, and the site is not asked', async () => {
    const keys = await newGatewayKeys();
    const { door, who } = await behindGateway(keys.keys);
    identified = 0;
    const header = await headerBy(keys);
    expect(await who(header)).toBe('ann');
    await door.send('GET', '/ping', undefined, { 'carveout-principal': header });
    expect(door.calls[0]?.request.principal).toEqual({ id: 'ann', roles: ['customer'] });
    expect(identified).toBe(0);
  });

  it('whoever has no header is nobody', async () => {
    const { who } = await behindGateway((await newGatewayKeys()).keys);
    expect(await who()).toBeNull();
    expect(await who('')).toBeNull();
  });

  it('several keys count, while they change', async () => {
    const [old, next] = [await newGatewayKeys(), await newGatewayKeys()];
    const both = { keys: [old, next].flatMap(({ keys }) => (JSON.parse(keys) as { keys: JWK[] }).keys) };
    const { who } = await behindGateway(JSON.stringify(both));
    expect([await who(await headerBy(old)), await who(await headerBy(next))]).toEqual(['ann', 'ann']);
  });

  it('a header holds until it is over, also one that was verified before', async () => {
    const keys = await newGatewayKeys();
    const iat = 1_800_000_000;
    let time = iat * 1_000;
    const { who } = await behindGateway(keys.keys, () => time);
    const header = await headerBy(keys, { iat, exp: iat + 60 });
    expect(await who(header)).toBe('ann');
    time += 60_000;
    expect(await who(header)).toBe('ann');
    // The clocks may differ by 5 s.
    time += 6_000;
    expect(await who(header)).toEqual(refusal);
  });

  it('the answer of a query that anybody may ask says nothing of caches; every other one does', async () => {
    const keys = await newGatewayKeys();
    const { door } = await behindGateway(keys.keys);
    const headers = { 'carveout-principal': await headerBy(keys) };
    expect((await door.send('GET', '/ping', undefined, headers)).headers.get('cache-control')).toBeNull();
    for (const path of ['/things/mine', '/whoami'])
      expect((await door.send('GET', path, undefined, headers)).headers.get('cache-control')).toBe('no-store');
    const alone = await openDoor(() => ({ pong: true }));
    expect((await alone.send('GET', '/ping')).headers.get('cache-control')).toBe('no-store');
  });

  it('without keys nobody is believed', async () => {
    const { who } = await behindGateway(undefined);
    expect(await who(await headerBy(await newGatewayKeys()))).toBeNull();
  });
});

describe('a header is refused', () => {
  const cases: [string, (keys: GatewayKeys) => Promise<string> | string][] = [
    ['of a neighbour without the key', async () => headerBy(await newGatewayKeys())],
    [
      'of a neighbour that names the right key',
      async (keys) => {
        const { kid } = JSON.parse(keys.key) as JWK;
        return headerBy({ key: JSON.stringify({ ...(JSON.parse((await newGatewayKeys()).key) as JWK), kid }) });
      },
    ],
    ['for another audience', (keys) => headerBy(keys, { aud: 'others' })],
    ['of another issuer', (keys) => headerBy(keys, { iss: 'carveout' })],
    ['that was made for another purpose', (keys) => headerBy(keys, {}, { typ: 'JWT' })],
    ['over its time', (keys) => headerBy(keys, { iat: seconds() - 70, exp: seconds() - 10 })],
    ['without an end', (keys) => headerBy(keys, { exp: undefined })],
    ['without a beginning', (keys) => headerBy(keys, { iat: undefined })],
    ['that would hold for long', (keys) => headerBy(keys, { iat: seconds() - 3_600, exp: seconds() + 3_600 })],
    ['from the future', (keys) => headerBy(keys, { iat: seconds() + 60, exp: seconds() + 90 })],
    ['without a subject', (keys) => headerBy(keys, { sub: undefined })],
    ['with an empty subject', (keys) => headerBy(keys, { sub: '' })],
    ['without roles', (keys) => headerBy(keys, { roles: undefined })],
    ['with roles that are no names', (keys) => headerBy(keys, { roles: [7] })],
    ['that is too long', (keys) => headerBy(keys, { roles: ['x'.repeat(9_200)] })],
    [
      'that says it needs no signature',
      async (keys) => {
        const [, claims] = (await headerBy(keys)).split('.');
        return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
      },
    ],
    ['that comes with another', async (keys) => `${await headerBy(keys)}, ${await headerBy(keys, { sub: 'bob' })}`],
    [
      'that brings its own key',
      async (keys) => {
        const own = await newGatewayKeys();
        const { d: _private, ...jwk } = JSON.parse(own.key) as JWK;
        void keys;
        return headerBy(own, {}, { jwk, kid: undefined });
      },
    ],
    ['that is plain text', () => '{"sub":"root","roles":["operator"]}'],
  ];

  it.each(cases)('%s', async (_what, make) => {
    const keys = await newGatewayKeys();
    const { who } = await behindGateway(keys.keys);
    const header = await make(keys);
    expect(await who(header)).toEqual(refusal);
    expect(await who(header)).toEqual(refusal);
  });

  it('and neither the answer nor the log has more of it than the reason', async () => {
    const keys = await newGatewayKeys();
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
    const door = await openDoor(() => ({}), { site, principals: await inwardPrincipal({ keys: keys.keys, log }) });
    const header = await headerBy(keys, { aud: 'others' });
    const text = await (await door.send('GET', '/ping', undefined, { 'carveout-principal': header })).text();
    expect(text).not.toContain('aud');
    expect(lines.join('')).toContain('aud');
    expect(lines.join('') + text).not.toContain(header.split('.')[2]);
  });
});

describe('keys of a gateway cannot be used', () => {
  it.each<[string, () => Promise<string> | string]>([
    ['that are no JSON', () => 'hunter2'],
    ['that are no set', () => '["hunter2"]'],
    ['that are none', () => '{"keys":[]}'],
    ['that are rubbish', () => '{"keys":[{"kty":"OKP","crv":"Ed25519","x":"hunter2"}]}'],
    ['that are private', async () => JSON.stringify({ keys: [JSON.parse((await newGatewayKeys()).key)] })],
    [
      'of another kind',
      async () =>
        JSON.stringify({ keys: [await exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey)] }),
    ],
    ['as PEM', async () => exportSPKI((await generateKeyPair('EdDSA', { extractable: true })).publicKey)],
  ])('%s', async (_what, make) => {
    const keys = await make();
    const error = await inwardPrincipal({ keys, log: silent }).then(
      () => undefined,
      (reason: unknown) => reason as Error & { code: string },
    );
    expect(error?.code).toBe('CARV-345');
    expect(error?.message).not.toContain('hunter2');
    if (keys.startsWith('{'))
      for (const { d } of (JSON.parse(keys) as { keys: JWK[] }).keys) if (d) expect(error?.message).not.toContain(d);
  });
});
