import type { IncomingMessage } from 'node:http';

/** What a request's `Authorization` says: nothing, something that is no bearer token, a malformed one, or a token. */
export type Authorization = 'none' | 'other' | 'malformed' | { readonly token: string };

/** RFC 6750, 2.1: `b64token`. */
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*) *$/i;

/** Reads the credentials of a request. Two are malformed: one part would believe the first and another the second. */
export function authorizationOf(request: Pick<IncomingMessage, 'headers' | 'rawHeaders'>): Authorization {
  const header = request.headers.authorization;
  if (header === undefined) return 'none';
  if (isSaidTwice(request)) return 'malformed';
  if (header === '') return 'other';
  const token = BEARER.exec(header)?.[1];
  if (token !== undefined) return { token };
  return /^Bearer( |$)/i.test(header) ? 'malformed' : 'other';
}

/** Of several, Node tells the first alone. */
function isSaidTwice({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): boolean {
  let times = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    if (name.length === 13 && name.toLowerCase() === 'authorization') times += 1;
  }
  return times > 1;
}
