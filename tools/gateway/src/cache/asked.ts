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

/** Headers that RFC 9111 itself looks at. */
const TOLD = new Set(['authorization', 'cache-control', 'pragma']);

/** As RFC 9111 looks at a request: always a GET, with the client's own directives and credentials. */
interface CacheRequest {
  readonly method: 'GET';
  readonly url: string;
  readonly headers: Record<string, string | undefined>;
}

/** A request as the cache sees it. What most requests never need is made when it is asked for. */
export class Asked {
  /** Whether the answer is the same for everybody, so that one may be asked for many. */
  readonly forAnybody: boolean;
  readonly key: string;
  readonly address: string;
  readonly #headers: IncomingHttpHeaders;
  readonly #url: string;
  #sent: IncomingHttpHeaders | undefined;
  #request: CacheRequest | undefined;

  constructor(context: Context) {
    this.forAnybody = isForAnybody(requestState(context).route.operation?.access);
    this.#headers = context.req.headers;
    this.#url = urlOf(context);
    this.address = addressOf(context);
    this.key = keyOf(context, this.forAnybody, this.#url);
  }

  /** Headers that go inward, and that `Vary` may name. */
  get sent(): IncomingHttpHeaders {
    this.#sent ??= this.forAnybody ? only(this.#headers, (name) => SENT.has(name)) : this.#headers;
    return this.#sent;
  }

  get request(): CacheRequest {
    this.#request ??= { method: 'GET', url: this.#url, headers: this.#told() };
    return this.#request;
  }

  #told(): Record<string, string | undefined> {
    const known = this.forAnybody
      ? only(this.#headers, (name) => SENT.has(name) || TOLD.has(name))
      : (this.#headers as Record<string, string | string[]>);
    return Object.fromEntries(Object.entries(known).map(([name, value]) => [name, lowered(name, text(value))]));
  }
}

/**
 * What a change makes void: the path, however it is written, for whomever and with whatever query. Routes do not depend on
 * the host, so all hosts are one.
 */
export function addressOf(context: Context): string {
  const [path = '/'] = urlOf(context).split('?', 1);
  const bare = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  return bare.includes('%') ? decodeURIComponent(bare) : bare;
}

/** In origin form; `originalUrl` is as the client wrote it, and one address can be written in two forms. */
const urlOf = ({ req }: Context): string => req.url ?? '/';

function keyOf(context: Context, forAnybody: boolean, url: string): string {
  const { principal } = requestState(context);
  // JSON, so that no id, host or path can pass for parts of another key.
  return JSON.stringify([
    forAnybody ? 0 : (principal?.id ?? 1),
    forAnybody ? 0 : principal?.roles,
    context.req.headers.host ?? '',
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
