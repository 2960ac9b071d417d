import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Principal } from '@carveout/contract';
import type { Sessions } from '@carveout/runtime/topology';

/** 32 random bytes as base64url. */
const SECRET = /^[\w-]{43}$/;

export const freshSecret = (): string => randomBytes(32).toString('base64url');

/**
 * The secret that a request's cookie holds; undefined when there is none or it is malformed. Two cookies of the name are: the
 * second may have been planted from a neighbouring host, and nothing says which is which (RFC 6265, 8.6).
 */
export function secretOf({ headers }: Pick<IncomingMessage, 'headers'>, name: string): string | undefined {
  const values = (headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [value = ''] = values;
  return values.length === 1 && SECRET.test(value) ? value : undefined;
}

/** The id stands in orders, events, addresses and logs: whoever sees it there cannot get back to the session from it. */
export function visitorOf(secret: string, { roles }: Sessions): Principal {
  return { id: createHash('sha256').update(secret).digest('base64url'), roles };
}

/** The line of `Set-Cookie`. */
export function sessionCookie(name: string, secret: string, secure: boolean): string {
  return `${name}=${secret}; path=/; samesite=lax${secure ? '; secure' : ''}; httponly`;
}
