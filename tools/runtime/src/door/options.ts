import type { AnyContract, Principal } from '@carveout/contract';
import type Router from '@koa/router';
import type { Context } from 'koa';
import type { Logger } from 'pino';
import type { PageFailure } from '../definition/site.ts';
import type { Intake } from '../load/intake.ts';
import type { InwardPrincipal } from './inward/inward-principal.ts';
import type { CallFromOutside } from './outside.ts';

/** A module's site with its tools already bound to it. */
export interface BoundSite {
  /** Adds the site's routes. Form bodies are read before they run: `ctx.request.body` holds the fields. */
  readonly routes: (router: Router) => void;
  /** Tells who makes a request, for the pages and for the JSON API. May set cookies. */
  readonly identify?: ((context: Context) => Principal | undefined) | undefined;
  /** Makes the page for a request that failed. Without it, problem details are answered. */
  readonly onError?: ((context: Context, failure: PageFailure) => void) | undefined;
  /** Name of the cookie that `identify` reads, for the OpenAPI document. */
  readonly sessionCookie?: string | undefined;
}

export interface DoorLimits {
  /** Largest JSON or form body, in bytes. Default 65536. */
  readonly bodyBytes: number;
  /** Milliseconds after a request's arrival by which its calls must settle. Default 10000. */
  readonly deadlineMs: number;
  /**
   * Milliseconds for which the rest of a refused body is read and thrown away, so that the client sees the answer
   * instead of a reset connection. Default 1000.
   */
  readonly lingerMs: number;
  /** Milliseconds for which an answer may stand still because its client does not read it. Default 60000. */
  readonly stallMs: number;
}

export const defaultLimits: DoorLimits = { bodyBytes: 65_536, deadlineMs: 10_000, lingerMs: 1_000, stallMs: 60_000 };

/** One request that has been answered, for metrics. */
export interface AnsweredRequest {
  readonly method: string;
  /** The route's pattern, never the path itself, so that there are few; `unknown` when none matched. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

export interface DoorOptions {
  /** Every contract whose `http` lines are served. */
  readonly contracts: readonly AnyContract[];
  readonly site?: BoundSite | undefined;
  /**
   * Tells who makes a request, behind a gateway: then the site's `identify` is not asked. Default: `identify` tells.
   */
  readonly principals?: InwardPrincipal | undefined;
  /** Makes the calls: checks access, validates, and settles by the deadline. */
  readonly call: CallFromOutside;
  readonly log: Logger;
  /** Whether requests can be served: the status of `/health/ready`. */
  readonly ready: () => boolean;
  /** Whether the process is sound: the status of `/health/live`. */
  readonly live: () => boolean;
  /** Hears of every answered request, once. */
  readonly observe?: ((request: AnsweredRequest) => void) | undefined;
  /** Decides which requests are taken when there are too many. Default: all. */
  readonly intake?: Intake | undefined;
  readonly limits?: Partial<DoorLimits> | undefined;
  /** Title of the OpenAPI document. Default `JSON API`. */
  readonly title?: string | undefined;
}
