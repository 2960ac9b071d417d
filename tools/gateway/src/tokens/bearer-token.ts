import type { IncomingMessage } from 'node:http';

/** What a request's `Authorization` says: nothing, something that is no bearer token, a malformed one, or a token. */
export type Authorization = 'none' | 'other' | 'malformed' | { readonly token: string };

/** RFC 6750, 2.1: `b64token`. */
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*) *$/i;

/** Reads the credentials of a request. Two are malformed: one part would believe the first and another the second. */
export function authorizationOf({ headersDistinct }: Pick<IncomingMessage, 'headersDistinct'>): Authorization {
  const all = headersDistinct['authorization'] ?? [];
  const [header = ''] = all;
  if (all.length > 1) return 'malformed';
  if (header === '') return all.length === 0 ? 'none' : 'other';
  const token = BEARER.exec(header)?.[1];
  if (token !== undefined) return { token };
  return /^Bearer( |$)/i.test(header) ? 'malformed' : 'other';
}
