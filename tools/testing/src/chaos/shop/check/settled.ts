import { setTimeout as sleep } from 'node:timers/promises';
import { violations } from './check.ts';
import type { Evidence } from './evidence.ts';

/** A shop whose load is over. */
export interface Resting {
  /** What is there just now. */
  read(): Promise<Evidence>;
  /** Has payments settled for which nobody would wait. */
  bringForwardSettlements(): Promise<void>;
}

/** In ms. */
export interface Looks {
  /** How long what was begun may take to come to an end after the load. */
  readonly settleWithin: number;
  readonly every: number;
  /** The broker counts its queues anew every five seconds: an older count says nothing. */
  readonly countedAnew: number;
}

const LOOKS: Looks = { settleWithin: 300_000, every: 1_000, countedAnew: 6_000 };
/** What a control has lost never comes: it is not waited for as long. */
export const CONTROL_LOOKS: Looks = { ...LOOKS, settleWithin: 60_000 };

/** The violations that stay when the shop has come to rest; none as soon as there are none twice in a row. */
export async function settledViolations(shop: Resting, looks = LOOKS): Promise<string[]> {
  const until = performance.now() + looks.settleWithin;
  let wasSound = false;
  for (;;) {
    // A saga that is still under way may give a charge up in any round.
    await shop.bringForwardSettlements();
    const found = violations(await shop.read());
    if (found.length === 0 && wasSound) return [];
    if (found.length > 0 && performance.now() > until) return found;
    wasSound = found.length === 0;
    await sleep(wasSound ? looks.countedAnew : looks.every);
  }
}
