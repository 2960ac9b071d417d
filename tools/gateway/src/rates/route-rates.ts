import type { Gateway } from '@carveout/runtime/topology';
import type { Context } from 'koa';
import { setAdded } from '../answers/add-header.ts';
import { refuse } from '../answers/refuse.ts';
import { arrivalOf } from '../arrival/arrival.ts';
import { tooManyRequests } from '../errors/carv-342-too-many-requests.ts';
import { requestState } from '../request-state.ts';
import type { GatewayRoute } from '../routes/gateway-route.ts';
import { USUAL_POLICY } from '../routes/routes-of.ts';
import { clientNetwork } from './client-network.ts';
import { rateLine } from './rate-line.ts';
import type { LimiterOf, Rate, RateLimiter } from './rate-limiter.ts';

/** What requests of a route count towards. */
interface Line {
  readonly name: string;
  /** The value of `RateLimit-Policy`. */
  readonly told: string;
  readonly limiter: RateLimiter;
}

/**
 * Counts requests by the lines of the policy: each line with a rate counts by itself; `defaults` counts all routes without
 * one together. Answers tell what is left (draft-ietf-httpapi-ratelimit-headers-10).
 */
export class RouteRates {
  readonly #routes: Gateway['routes'];
  readonly #limiterOf: LimiterOf;
  readonly #lines = new WeakMap<GatewayRoute, Line>();
  readonly #byName = new Map<string, Line>();

  constructor(routes: Gateway['routes'], limiterOf: LimiterOf) {
    this.#routes = routes;
    this.#limiterOf = limiterOf;
  }

  /** Counts a request by its client's network, once, whoever asks. @returns whether it may go on; otherwise it is answered. */
  countNetwork(context: Context): boolean | Promise<boolean> {
    const state = requestState(context);
    if (state.countedByNetwork) return true;
    state.countedByNetwork = true;
    return this.#count(context, this.#lineOf(state.route), `network ${clientNetwork(state.client)}`);
  }

  /** Counts one that comes to no route by its client's network, towards `defaults`. @returns as `countNetwork` does. */
  countUnrouted(context: Context): Promise<boolean> {
    const rate = this.#routes['defaults']?.rate ?? USUAL_POLICY.rate;
    return this.#count(
      context,
      this.#lineNamed('defaults', rate),
      `network ${clientNetwork(arrivalOf(context).client)}`,
    );
  }

  /** Counts a request by whom its token names. @returns whether it may go on; otherwise it is answered. */
  countToken(context: Context, id: string): Promise<boolean> {
    return this.#count(context, this.#lineOf(requestState(context).route), `token ${id}`);
  }

  async #count(context: Context, { name, told, limiter }: Line, client: string): Promise<boolean> {
    const { allowed, remaining, resetMs } = await limiter.count(client);
    const seconds = Math.ceil(resetMs / 1_000);
    // Of several counts, of the network and then of the token, the last one is told: it is the one that may refuse.
    setAdded(context, 'RateLimit-Policy', told);
    setAdded(context, 'RateLimit', `"${name}";r=${remaining};t=${seconds}`);
    if (!allowed)
      refuse(context, {
        definition: tooManyRequests,
        status: 429,
        detail: 'You ask too often. It surely did not happen. Try again later: see Retry-After.',
        headers: { 'Retry-After': String(Math.max(1, seconds)) },
      });
    return allowed;
  }

  #lineOf(route: GatewayRoute): Line {
    const known = this.#lines.get(route);
    if (known !== undefined) return known;
    // Every route has a rate; only the type of what can be written in the topology cannot say so.
    const line = this.#lineNamed(rateLine(this.#routes, route), route.policy.rate!);
    this.#lines.set(route, line);
    return line;
  }

  #lineNamed(name: string, rate: Rate): Line {
    let line = this.#byName.get(name);
    if (line === undefined) {
      line = { name, told: `"${name}";q=${rate.requests};w=${rate.seconds}`, limiter: this.#limiterOf(name, rate) };
      this.#byName.set(name, line);
    }
    return line;
  }
}
