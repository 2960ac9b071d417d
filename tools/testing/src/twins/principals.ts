import { newGatewayKeys } from '@carveout/runtime/inward';
import { SignJWT, importJWK } from 'jose';
import type { JWK } from 'jose';

/** The keys of a gateway that all programs of one file believe. */
export const gatewayKeys = await newGatewayKeys();

const seconds = (): number => Math.floor(Date.now() / 1_000);

/** What a header differs in from a good one. */
export interface HeaderParts {
  /** Undefined leaves a claim out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly head?: Readonly<Record<string, unknown>>;
  /** A private JWK as JSON. @default that of the gateway */
  readonly key?: string;
}

/** The value of `Carveout-Principal`. Literals on purpose: it is what docs/guides/wire-format.md says. */
export async function principalHeader({ claims, head, key = gatewayKeys.key }: HeaderParts = {}): Promise<string> {
  const iat = seconds();
  const all = { iss: 'carveout-gateway', aud: 'carveout', sub: 'ann', roles: ['customer'], iat, exp: iat + 60 };
  const kept = Object.entries({ ...all, ...claims }).filter(([, value]) => value !== undefined);
  const jwk = JSON.parse(gatewayKeys.key) as JWK;
  return new SignJWT(Object.fromEntries(kept))
    .setProtectedHeader({ alg: 'EdDSA', kid: jwk.kid!, typ: 'carveout-principal+jwt', ...head })
    .sign(await importJWK(JSON.parse(key) as JWK, 'EdDSA'));
}

/** Headers that do not hold, by what is wrong with them. */
export const forged: readonly (readonly [string, () => Promise<string>])[] = [
  ['of somebody who names the right key', async () => principalHeader({ key: (await newGatewayKeys()).key })],
  ['of an unknown key', () => principalHeader({ head: { kid: 'other' } })],
  ['for another purpose', () => principalHeader({ head: { typ: 'JWT' } })],
  ['of another issuer', () => principalHeader({ claims: { iss: 'carveout' } })],
  ['for another audience', () => principalHeader({ claims: { aud: 'others' } })],
  ['over its time', () => principalHeader({ claims: { iat: seconds() - 70, exp: seconds() - 10 } })],
  ['that would hold for long', () => principalHeader({ claims: { iat: seconds() - 3_600, exp: seconds() + 3_600 } })],
  ['from the future', () => principalHeader({ claims: { iat: seconds() + 60, exp: seconds() + 90 } })],
  ['without an end', () => principalHeader({ claims: { exp: undefined } })],
  ['without a beginning', () => principalHeader({ claims: { iat: undefined } })],
  ['without a subject', () => principalHeader({ claims: { sub: undefined } })],
  ['with an empty subject', () => principalHeader({ claims: { sub: '' } })],
  ['without roles', () => principalHeader({ claims: { roles: undefined } })],
  ['with roles that are no names', () => principalHeader({ claims: { roles: [7] } })],
  ['that says it needs no signature', () => unsigned()],
  ['that comes with another', async () => `${await principalHeader()}, ${await principalHeader()}`],
  ['in plain text', async () => '{"sub":"root","roles":["operator"]}'],
];

async function unsigned(): Promise<string> {
  const head = { alg: 'none', typ: 'carveout-principal+jwt' };
  const [, claims] = (await principalHeader()).split('.');
  return `${Buffer.from(JSON.stringify(head)).toString('base64url')}.${claims}.`;
}
