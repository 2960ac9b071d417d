import { setTimeout as sleep } from 'node:timers/promises';
import type { Place } from '../errors/database-error.ts';
import { databaseError } from '../errors/database-error.ts';
import { mayPass } from '../errors/fault-kind.ts';
import type { PostgresStoreOptions } from '../options.ts';

const RETRY_EVERY_MS = 250;

export interface Patience {
  readonly place: Place;
  /** How long it is tried, in ms. */
  readonly withinMs: number;
  /** Told once, at the first failure that may pass. */
  readonly log: Pick<PostgresStoreOptions<never>['log'], 'warn'>;
  readonly signal?: AbortSignal;
}

/**
 * Tries again while the database is out of reach, for `withinMs` or until `signal` aborts.
 *
 * @throws CarveoutError CARV-501 or 502 then; whatever else `attempt` threw at once.
 */
export async function untilReachable<T>(patience: Patience, attempt: () => Promise<T>): Promise<T> {
  const { place, withinMs, log, signal } = patience;
  const seconds = Math.round(withinMs / 1_000);
  const until = performance.now() + withinMs;
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const passes = isPassing(error);
      if (!passes || signal?.aborted || performance.now() + RETRY_EVERY_MS > until) {
        throw databaseError(place, passes ? `starting, tried for ${seconds} s` : 'starting', error);
      }
      // Whoever waits for this process should not have to wait for the reason, too.
      if (tries === 1) log.warn(`${databaseError(place, `starting, which is tried for ${seconds} s`, error)}`);
    }
    await sleep(RETRY_EVERY_MS);
  }
}

function isPassing(error: unknown): boolean {
  const cause = (error as { cause?: unknown } | null)?.cause;
  const isKitError = error instanceof Error && error.name === 'CarveoutError';
  return isKitError ? cause !== undefined && mayPass(cause) : mayPass(error);
}
