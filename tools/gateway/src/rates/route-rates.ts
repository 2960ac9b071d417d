import { hash as hashed } from 'node:crypto';
import type { Gateway } from '@carveout/runtime/topology';
import type { Context } from 'koa';
import { refuse } from '../answers/refuse.ts';
import { tooManyRequests } from '../errors/carv-342-too-many-requests.ts';
import { requestState } from '../request-state.ts';
import { clientNetwork } from './client-network.ts';
import { rateLine } from './rate-line.ts';
import type { LimiterOf, RateLimiter } from './rate-limiter.ts';

/**
 * Counts requests by the lines of the policy: each line with a rate counts by itself; `defaults` counts all routes without
 * one together. Answers tell what is left (draft-ietf-httpapi-ratelimit-headers-10).
 */
export class RouteRates {
  readonly #routes: Gateway['routes'];
  readonly #limiterOf: LimiterOf;
  readonly #limiters = new Map<string, RateLimiter>();
  readonly #byNetwork = new WeakSet<object>();

  constructor(routes: Gateway['routes'], limiterOf: LimiterOf) {
    this.#routes = routes;
    this.#limiterOf = limiterOf;
  }

  /** Counts a request by its client's network, once, whoever asks. @returns whether it may go on; otherwise it is answered. */
  countNetwork(context: Context): boolean | Promise<boolean> {
    if (this.#byNetwork.has(context.req)) return true;
    this.#byNetwork.add(context.req);
    return this.#count(context, `network ${clientNetwork(requestState(context).client)}`);
  }

  /** Counts a request by whom its token names. @returns whether it may go on; otherwise it is answered. */
  countToken(context: Context, id: string): Promise<boolean> {
    return this.#count(context, `token ${id}`);
  }

  async #count(context: Context, client: string): Promise<boolean> {
    const { route } = requestState(context);
    const line = rateLine(this.#routes, route);
    // Every route has a rate; only the type of what can be written in the topology cannot say so.
    const rate = route.policy.rate!;
    let limiter = this.#limiters.get(line);
    if (limiter === undefined) this.#limiters.set(line, (limiter = this.#limiterOf(line, rate)));
    // One length, whatever a token calls its owner, and nobody's name or address in a store.
    const hash = hashed('sha256', client, 'base64url');
    const { allowed, remaining, resetMs } = await limiter.count(hash);
    const seconds = Math.ceil(resetMs / 1_000);
    context.set({
      'RateLimit-Policy': `"${line}";q=${rate.requests};w=${rate.seconds}`,
      RateLimit: `"${line}";r=${remaining};t=${seconds}`,
    });
    if (!allowed)
      refuse(context, {
        definition: tooManyRequests,
        status: 429,
        detail: 'You ask too often. It surely did not happen. Try again later: see Retry-After.',
        headers: { 'Retry-After': String(Math.max(1, seconds)) },
      });
    return allowed;
  }
}
