import { setTimeout as sleep } from 'node:timers/promises';

/** So many processes may be on their way up when the next fault strikes. */
const MOST_NOT_READY = 4;
const LOOK_EVERY_MS = 250;

export interface Readiness {
  /** Resolves with those that are not ready. */
  notReady(): Promise<readonly unknown[]>;
  /** While a broker is away nobody is ready, whatever the machine can do: then nothing is waited for. */
  isBrokerAway(): boolean;
  /** True when the run is over: then, too. */
  isEnding(): boolean;
}

/**
 * Resolves when at most four processes are not ready: where they get up more slowly than they are struck, a fault meets no
 * shop that it could break.
 */
export async function untilEnoughReady(shop: Readiness, everyMs = LOOK_EVERY_MS): Promise<void> {
  while (!shop.isEnding() && !shop.isBrokerAway() && (await shop.notReady()).length > MOST_NOT_READY)
    await sleep(everyMs);
}
