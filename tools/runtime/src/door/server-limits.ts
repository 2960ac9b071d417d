import type { ServerOptions } from 'node:http';

/**
 * Options of the HTTP servers of a deployable: how long and how large a request's head and body may be, so that slow
 * or endless requests cannot hold the process.
 */
export const serverLimits = {
  /** Bytes of all headers together; more is answered 431. */
  maxHeaderSize: 16_384,
  /** Milliseconds until the headers must be complete; then 408. */
  headersTimeout: 10_000,
  /** Milliseconds until the whole request must have arrived; then 408. */
  requestTimeout: 20_000,
  /** Milliseconds an idle connection is kept. Longer than the 60 s of usual proxies, so that they close first. */
  keepAliveTimeout: 65_000,
  /** Milliseconds between looks for connections over their time. */
  connectionsCheckingInterval: 5_000,
} as const satisfies ServerOptions;

/** Milliseconds that a request's head may take of its time before the time of its route begins. */
const HEAD_MS = 5_000;

/**
 * `requestTimeout` of a server some of whose requests may take long. Node knows of no routes: an upload may take as long
 * as the slowest of them answers.
 *
 * @param longestMs what the slowest route gives a request.
 */
export function requestTimeoutFor(longestMs: number): number {
  return Math.max(serverLimits.requestTimeout, longestMs + HEAD_MS);
}
