import type { IncomingHttpHeaders } from 'node:http';
import type { Context } from 'koa';
import type { RequestState } from '../request-state.ts';

/** Headers as they go to an instance, names in lower case. */
export type Headers = Record<string, string | string[]>;

/** What concerns one connection alone (RFC 9110 §7.6.1), and what the gateway sets anew or answers itself. */
const NOT_PASSED = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authorization',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'expect',
  'content-length',
  'forwarded',
  'via',
  'x-request-id',
  // Programs take it for the proxy that they are to use (CVE-2016-5385).
  'proxy',
  // Say another address, path or method than the one that was looked at.
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'x-original-url',
  'x-rewrite-url',
  'x-original-host',
  'x-original-method',
  'x-host',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  // A client would decide what is sampled.
  'traceparent',
  'tracestate',
  'baggage',
]);

/** The settled ones, which alone of their kind go inward. */
const FORWARDED = new Set(['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host']);

/** Who somebody is tells the gateway alone; and what has an underscore reads like another name to CGI and its heirs. */
const IDENTITY =
  /_|^(?:carveout-|x-carveout-|x-user|x-auth-|x-authenticated|x-remote-|remote-user|x-forwarded-|x-consumer-|x-credential|x-jwt-|x-principal|x-roles?$|x-groups?$|x-email$|x-sub(?:ject)?$|ssl-client|x-ssl-|x-client-cert|x-amzn-oidc-)/;

/**
 * The headers of a request as they go inward.
 *
 * @param sessionCookie name of a cookie that only the gateway reads.
 */
export function inwardHeaders(context: Context, state: RequestState, sessionCookie: string | undefined): Headers {
  const { headers, httpVersion } = context.req;
  const listed = listedIn(headers.connection);
  const inward: Headers = {};
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || NOT_PASSED.has(name) || listed?.has(name) === true) continue;
    if (IDENTITY.test(name) && !FORWARDED.has(name)) continue;
    inward[name] = value;
  }
  // Set after the others: a client may name them in `Connection`.
  for (const name of FORWARDED) {
    const value = headers[name];
    if (value !== undefined) inward[name] = value;
  }
  if (headers.host !== undefined) inward['host'] = headers.host;
  inward['x-request-id'] = state.requestId;
  // A cache that asks for everybody has left out who asks.
  if (headers['x-forwarded-for'] !== undefined) inward['forwarded'] = forwarded(headers);
  inward['via'] =
    headers['via'] === undefined ? `${httpVersion} carveout` : `${headers['via']}, ${httpVersion} carveout`;
  // The token has done its work, and would only tempt somebody to believe it unread.
  if (state.principal !== undefined) delete inward['authorization'];
  if (sessionCookie !== undefined) hideCookie(inward, sessionCookie);
  return inward;
}

/** What `Connection` names beside its usual words. */
export function listedIn(connection: string | readonly string[] | undefined): ReadonlySet<string> | undefined {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined;
  return new Set(
    String(connection)
      .split(',')
      .map((name) => name.trim().toLowerCase()),
  );
}

function hideCookie(headers: Headers, name: string): void {
  const { cookie } = headers;
  if (typeof cookie !== 'string' || !cookie.includes(name)) return;
  const rest = cookie.split(';').filter((pair) => pair.split('=', 1)[0]!.trim() !== name);
  if (rest.length === 0) delete headers['cookie'];
  else headers['cookie'] = rest.map((pair) => pair.trim()).join('; ');
}

/** RFC 7239, of what `X-Forwarded-*` says. */
function forwarded(headers: IncomingHttpHeaders): string {
  const hops = String(headers['x-forwarded-for']).split(', ');
  const host = headers['x-forwarded-host'];
  const first = hops[0]!;
  let text = `for=${node(first)}`;
  if (host !== undefined) text += `;host="${host as string}"`;
  const proto = headers['x-forwarded-proto'];
  if (proto !== undefined) text += `;proto=${proto as string}`;
  for (let index = 1; index < hops.length; index += 1) text += `, for=${node(hops[index]!)}`;
  return text;
}

const node = (address: string): string => (address.includes(':') ? `"[${address}]"` : address || 'unknown');
