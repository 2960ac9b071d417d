import { setTimeout as sleep } from 'node:timers/promises';
import type { Place } from '../errors/database-error.ts';
import { databaseError } from '../errors/database-error.ts';
import { mayPass } from '../errors/fault-kind.ts';

const RETRY_EVERY_MS = 250;

/**
 * Tries again while the database is out of reach, for `withinMs` or until `signal` aborts.
 *
 * @throws CarveoutError CARV-501 or 502 then; whatever else `attempt` threw at once.
 */
export async function untilReachable<T>(
  place: Place,
  withinMs: number,
  attempt: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const cause = (error as { cause?: unknown } | null)?.cause;
      const passes = isKitError(error) ? cause !== undefined && mayPass(cause) : mayPass(error);
      if (!passes || signal?.aborted || performance.now() + RETRY_EVERY_MS > until) {
        const doing = passes ? `starting, tried for ${Math.round(withinMs / 1_000)} s` : 'starting';
        throw databaseError(place, doing, error);
      }
    }
    await sleep(RETRY_EVERY_MS);
  }
}

function isKitError(error: unknown): boolean {
  return error instanceof Error && error.name === 'CarveoutError';
}
