import type { Principal } from '@carveout/contract';
import type { LocalJWKSet } from 'jose';
import type { Context } from 'koa';
import type { Logger } from 'pino';
import { BoundedMap } from '../../bounded-map.ts';
import { PrincipalRefused } from './principal-refused.ts';
import {
  PRINCIPAL_AUDIENCE,
  PRINCIPAL_HEADER,
  PRINCIPAL_ISSUER,
  PRINCIPAL_LIFE_S,
  PRINCIPAL_TYPE,
} from './principal-header.ts';
import { readPublicKeys } from './public-keys.ts';

/** Characters: what a gateway makes of the largest token that it takes. */
const MOST_CHARACTERS = 12_288;
const MOST_KEPT = 10_000;
/** By how much the clocks of the gateway and of this process may differ, in seconds. */
const TOLERANCE_S = 5;

/** Tells who makes a request that a gateway has passed on. */
export type InwardPrincipal = (context: Context) => Principal | undefined | Promise<Principal | undefined>;

export interface InwardPrincipalOptions {
  /** `CARVEOUT_GATEWAY_KEYS`: JSON of a set of public keys. Without it the header does not count, and everybody is nobody. */
  readonly keys: string | undefined;
  readonly log: Logger;
  /** Epoch ms. @default Date.now */
  readonly now?: () => number;
}

/**
 * Makes the function that reads `Carveout-Principal`. With keys, that header alone tells who makes a request: without it,
 * it is nobody. The function throws PrincipalRefused (401) for a header that is forged, over its time, or for somebody else.
 *
 * @throws CarveoutError CARV-345 when `keys` cannot be used.
 */
export async function inwardPrincipal(options: InwardPrincipalOptions): Promise<InwardPrincipal> {
  const { log, now = Date.now } = options;
  if (options.keys === undefined) {
    log.warn('CARVEOUT_GATEWAY_KEYS is not set: whoever the gateway says makes a request, here it is nobody');
    return () => undefined;
  }
  const keys = await readPublicKeys(options.keys);
  const kept = new BoundedMap<string, Verified>(MOST_KEPT);
  return (context) => {
    const header = context.get(PRINCIPAL_HEADER);
    if (header === '') return undefined;
    const known = kept.get(header);
    if (known !== undefined && known.until > now()) return known.principal;
    return verify(header, keys, now()).then(
      (verified) => {
        kept.set(header, verified);
        return verified.principal;
      },
      (error: unknown) => {
        kept.delete(header);
        // The header itself stays out of the log: until it is over, it opens doors.
        log.warn({ path: context.path, reason: reasonOf(error) }, 'a principal header was refused');
        throw new PrincipalRefused(error);
      },
    );
  };
}

interface Verified {
  readonly principal: Principal;
  /** Epoch ms. */
  readonly until: number;
}

async function verify(header: string, keys: LocalJWKSet, now: number): Promise<Verified> {
  if (header.length > MOST_CHARACTERS) throw new Error('too long');
  const { jwtVerify } = await import('jose');
  const { payload } = await jwtVerify<{ readonly roles?: unknown }>(header, keys, {
    algorithms: ['EdDSA', 'Ed25519'],
    issuer: PRINCIPAL_ISSUER,
    audience: PRINCIPAL_AUDIENCE,
    typ: PRINCIPAL_TYPE,
    requiredClaims: ['exp', 'iat', 'sub'],
    clockTolerance: TOLERANCE_S,
    maxTokenAge: PRINCIPAL_LIFE_S,
    currentDate: new Date(now),
  });
  const { sub, roles, exp, iat } = payload;
  if (typeof sub !== 'string' || sub === '') throw new Error('sub is no name');
  if (!Array.isArray(roles) || !roles.every((role) => typeof role === 'string')) throw new Error('roles are no names');
  const end = Math.min(exp!, iat! + PRINCIPAL_LIFE_S) + TOLERANCE_S;
  return { principal: { id: sub, roles: roles as string[] }, until: end * 1_000 };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'claim' in error && typeof error.claim === 'string' ? `${error.message} (${error.claim})` : error.message;
}
