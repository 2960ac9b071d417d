import type { IncomingHttpHeaders } from 'node:http';
import type { Context } from 'koa';
import { isForAnybody } from '@carveout/runtime/inward';
import { requestState } from '../request-state.ts';
import { text } from './answer-store.ts';

/**
 * What of a request for everybody's answer goes inward. An operation's input comes from the path and the query, so nothing else
 * is needed; any other header could make the answer one that others should not get.
 */
const SENT = new Set(['accept', 'accept-language', 'host', 'traceparent', 'x-request-id']);

/** A request as the cache sees it. */
export interface Asked {
  readonly key: string;
  /** Whether the answer is the same for everybody, so that one may be asked for many. */
  readonly forAnybody: boolean;
  /** Headers that go inward, and that `Vary` may name. */
  readonly sent: IncomingHttpHeaders;
  /** As RFC 9111 looks at it: always a GET, with the client's own directives and credentials. */
  readonly request: {
    readonly method: 'GET';
    readonly url: string;
    readonly headers: Record<string, string | undefined>;
  };
}

export function askedBy(context: Context): Asked {
  const { route } = requestState(context);
  const { headers } = context.req;
  const forAnybody = isForAnybody(route.operation?.access);
  const sent = forAnybody ? only(headers, (name) => SENT.has(name)) : headers;
  const told = only(headers, (name) => SENT.has(name) || TOLD.has(name));
  const url = urlOf(context);
  const known = (forAnybody ? told : headers) as IncomingHttpHeaders;
  return {
    key: keyOf(context, forAnybody, url),
    forAnybody,
    sent,
    request: {
      method: 'GET',
      url,
      headers: Object.fromEntries(Object.entries(known).map(([name, value]) => [name, lowered(name, text(value))])),
    },
  };
}

/** Headers that RFC 9111 itself looks at. */
const TOLD = new Set(['authorization', 'cache-control', 'pragma']);

/** The keys under which an address may be kept for whoever has just changed something there. */
export function keysOf(context: Context): string[] {
  return [true, false].map((forAnybody) => keyOf(context, forAnybody, urlOf(context)));
}

/** In origin form; `originalUrl` is as the client wrote it, and one address can be written in two forms. */
const urlOf = ({ req }: Context): string => req.url ?? '/';

function keyOf(context: Context, forAnybody: boolean, url: string): string {
  const { principal } = requestState(context);
  // JSON, so that no id, host or path can pass for parts of another key.
  return JSON.stringify([
    forAnybody ? 0 : (principal?.id ?? 1),
    forAnybody ? 0 : principal?.roles,
    context.get('Host'),
    url,
  ]);
}

function only(headers: IncomingHttpHeaders, wanted: (name: string) => boolean): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => wanted(name)));
}

/** Directives have no case (RFC 9111, 5.2); the library compares them with one. */
export function lowered(name: string, value: string | undefined): string | undefined {
  return name === 'cache-control' || name === 'pragma' ? value?.toLowerCase() : value;
}
