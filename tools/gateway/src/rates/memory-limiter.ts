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

  async count(client: string): Promise<Counted> {
    const gone = this.#clients.set(client, true);
    if (gone !== undefined) await this.#limiter.delete(gone);
    return counted(await this.#limiter.consume(client).catch(refused));
  }
}

/** @throws what is no refusal. */
export function refused(reason: unknown): RateLimiterRes {
  if (reason instanceof RateLimiterRes) return Object.assign(reason, { allowed: false });
  throw reason;
}

export function counted(result: RateLimiterRes & { readonly allowed?: boolean }): Counted {
  const { allowed = true, remainingPoints, msBeforeNext } = result;
  return { allowed, remaining: allowed ? remainingPoints : 0, resetMs: Math.max(0, msBeforeNext) };
}
