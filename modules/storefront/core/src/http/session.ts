import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Principal } from '@carveout/contract';
import type { Context } from 'koa';
import type { StorefrontConfig } from '../config.ts';

export const SESSION_COOKIE = 'shop_session-id';
/** `Secure` is added to cookies that are set over TLS. */
export const COOKIE_OPTIONS = { httpOnly: true, sameSite: 'lax', overwrite: true } as const;

/** 32 random bytes as base64url. */
const SECRET = /^[\w-]{43}$/;
const BEARER = /^Bearer ([\x21-\x7e]+)$/i;

/**
 * Tells who makes a request: by `Authorization` an operator or nobody, otherwise the visitor of a session. A missing or
 * malformed session is replaced by a fresh one. Assets are for everyone, so that they can be cached.
 */
export function identify(context: Context, config: StorefrontConfig): Principal | undefined {
  if (context.path.startsWith('/assets/')) return undefined;
  if (context.get('Authorization') !== '') {
    const isOperator = config.operatorToken !== undefined && bears(context, config.operatorToken);
    return isOperator ? { id: 'operator', roles: ['operator'] } : undefined;
  }
  const session = context.cookies.get(SESSION_COOKIE);
  if (session !== undefined && SECRET.test(session)) return visitorOf(session);
  const fresh = randomBytes(32).toString('base64url');
  context.cookies.set(SESSION_COOKIE, fresh, COOKIE_OPTIONS);
  return visitorOf(fresh);
}

/** The id stands in orders, events, addresses and logs: whoever sees it there cannot get back to the session from it. */
function visitorOf(secret: string): Principal {
  return { id: digest(secret).toString('base64url'), roles: ['customer'] };
}

function bears(context: Context, token: string): boolean {
  const given = BEARER.exec(context.get('Authorization'))?.[1];
  // Hashes have one length, which timingSafeEqual needs and which says nothing about the token's.
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
