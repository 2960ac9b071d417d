import type { Principal } from '@carveout/contract';
// Gives `context.request.body` its type: the door reads form bodies before a site's routes run.
import type {} from '@koa/bodyparser';
import type Router from '@koa/router';
import type { Context } from 'koa';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Calls, Neighbours } from './calls.ts';

/** What a module's own pages work with. */
export interface SiteTools<N extends Neighbours> {
  /**
   * Calls on behalf of one HTTP request: they bear its correlation id, principal and deadline (10 s from its arrival),
   * and idempotency keys derived from its `Idempotency-Key` header or `key`, when one is given.
   */
  readonly calls: (context: Context, options?: { readonly key?: string }) => Calls<N>;
  /** The visitor, as `identify` found it. */
  readonly principal: (context: Context) => Principal | undefined;
  readonly config: Readonly<z.output<z.ZodObject>>;
  readonly log: Logger;
}

/** Why a page cannot be shown. All of it may be told to the visitor, except `error`. */
export interface PageFailure {
  /** HTTP status that the door would answer; `onError` may answer another. */
  readonly status: number;
  /** The id under which the log knows this request. */
  readonly requestId: string;
  /** What was thrown; undefined for an unknown path (404) or method (405). */
  readonly error: unknown;
}

/** Routes that no contract can express, served by the door. */
export interface Site<N extends Neighbours = Neighbours> {
  /**
   * Adds the routes. An error thrown in one is logged as a failure of ours (500), unless it is a call's or, as Koa has
   * it, bears `expose: true` and a `status` from 400 to 499.
   */
  readonly routes: (router: Router, tools: SiteTools<N>) => void;
  /** Tells who makes a request, for these pages and for the JSON API. May set cookies. */
  readonly identify?: (context: Context, config: Readonly<z.output<z.ZodObject>>) => Principal | undefined;
  /**
   * Makes the page for a request that failed: an error thrown by these routes, or an unknown path when the client
   * prefers HTML. Sets `context.body`; `context.status` is set already. Must not call anyone.
   */
  readonly onError?: (context: Context, failure: PageFailure) => void;
  /** Name of the cookie that `identify` reads, told in the OpenAPI document. */
  readonly sessionCookie?: string;
}
