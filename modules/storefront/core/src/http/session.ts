import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Principal } from '@carveout/contract';
import type { Context } from 'koa';
import type { StorefrontConfig } from '../config.ts';

export const SESSION_COOKIE = 'shop_session-id';
export const COOKIE_OPTIONS = { httpOnly: true, sameSite: 'lax', overwrite: true } as const;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const BEARER = /^Bearer ([\x21-\x7e]+)$/i;

/**
 * Tells who makes a request: an operator by token, otherwise the visitor of a session. A missing or malformed session
 * is replaced by a fresh one. Assets are for everyone, so that they can be cached.
 */
export function identify(context: Context, config: StorefrontConfig): Principal | undefined {
  if (context.path.startsWith('/assets/')) return undefined;
  if (config.operatorToken !== undefined && bears(context, config.operatorToken)) {
    return { id: 'operator', roles: ['operator'] };
  }
  const session = context.cookies.get(SESSION_COOKIE);
  if (session !== undefined && UUID.test(session)) return { id: session.toLowerCase(), roles: ['customer'] };
  const fresh = randomUUID();
  context.cookies.set(SESSION_COOKIE, fresh, COOKIE_OPTIONS);
  return { id: fresh, roles: ['customer'] };
}

function bears(context: Context, token: string): boolean {
  const given = BEARER.exec(context.get('Authorization'))?.[1];
  // Hashes have one length, which timingSafeEqual needs and which says nothing about the token's.
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
