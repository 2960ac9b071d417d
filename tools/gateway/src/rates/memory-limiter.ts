import { BoundedMap } from '@carveout/runtime/inward';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Counted, Rate, RateLimiter } from './rate-limiter.ts';

/** Clients that one line counts at once. Of more, those that were longest quiet begin anew. */
export const MOST_CLIENTS = 20_000;

/** Counts in this process alone, of a bounded number of clients. */
export class MemoryLimiter implements RateLimiter {
  readonly #limiter: RateLimiterMemory;
  readonly #clients: BoundedMap<string, true>;

  constructor({ requests, seconds }: Rate, mostClients: number = MOST_CLIENTS) {
    this.#limiter = new RateLimiterMemory({ points: requests, duration: seconds });
    this.#clients = new BoundedMap(mostClients);
  }

  /** How many clients are known. */
  get size(): number {
    return this.#limiter.dump().storage.length;
  }

  count(client: string): Promise<Counted> {
    const gone = this.#clients.set(client, true);
    if (gone !== undefined) void this.#limiter.delete(gone);
    return this.#limiter.consume(client).then(counted, refused);
  }
}

export function counted({ remainingPoints, msBeforeNext }: RateLimiterRes): Counted {
  return { allowed: true, remaining: remainingPoints, resetMs: Math.max(0, msBeforeNext) };
}

/** @throws what is no refusal. */
export function refused(reason: unknown): Counted {
  if (!(reason instanceof RateLimiterRes)) throw reason;
  return { allowed: false, remaining: 0, resetMs: Math.max(0, reason.msBeforeNext) };
}
