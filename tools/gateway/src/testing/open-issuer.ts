import type { ServerResponse } from 'node:http';
import { SignJWT, exportJWK, exportSPKI, generateKeyPair } from 'jose';
import type { CryptoKey, JWK, JWTPayload } from 'jose';
import { listen } from './listen.ts';

export const AUDIENCE = 'https://shop.example.com';

export interface Issuer {
  readonly url: string;
  readonly keys: string;
  /** Requests for the key set, and for the Discovery document. */
  readonly fetched: { keys: number; discovery: number };
  readonly publicPem: string;
  /** What is answered instead of the key set. */
  answer: ((response: ServerResponse) => void) | undefined;
  /** The `issuer` that the Discovery document names. */
  named: string;
  /** A token, right in everything that is not said otherwise. A claim of undefined is left out. */
  token(claims?: JWTPayload, header?: Readonly<Record<string, unknown>>, key?: CryptoKey): Promise<string>;
  /** Replaces the key that signs, and the set. */
  rotate(): Promise<void>;
}

/** A real issuer: Discovery, key set and tokens. */
export async function openIssuer(): Promise<Issuer> {
  const fetched = { keys: 0, discovery: 0 };
  let count = 0;
  let [current, set] = await made();
  const url = await listen((request, response) => {
    const isDiscovery = request.url === '/.well-known/openid-configuration';
    fetched[isDiscovery ? 'discovery' : 'keys']++;
    if (!isDiscovery && issuer.answer !== undefined) return issuer.answer(response);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(isDiscovery ? { issuer: issuer.named, jwks_uri: `${url}/keys` } : { keys: [set] }));
  });
  const issuer: Issuer = {
    url,
    keys: `${url}/keys`,
    fetched,
    publicPem: await exportSPKI(current.publicKey),
    answer: undefined,
    named: url,
    token: (claims = {}, header = {}, key = current.privateKey) => {
      const now = Math.floor(Date.now() / 1_000);
      const all = { iss: url, aud: AUDIENCE, sub: 'ann', exp: now + 600, roles: ['customer'], ...claims };
      const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
      return new SignJWT(kept)
        .setProtectedHeader({ alg: 'ES256', kid: set.kid!, typ: 'at+jwt', ...header })
        .sign(key, { crit: { 'urn:test': true } });
    },
    rotate: async () => {
      [current, set] = await made();
    },
  };
  return issuer;

  async function made(): Promise<[Awaited<ReturnType<typeof generateKeyPair>>, JWK]> {
    const pair = await generateKeyPair('ES256', { extractable: true });
    return [pair, { ...(await exportJWK(pair.publicKey)), kid: `key-${++count}`, alg: 'ES256', use: 'sig' }];
  }
}
