import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '@carveout/runtime';
import { entered } from './ledger.ts';
import type { Entry } from './ledger.ts';

const PAUSE_MS = 10;
const AGAIN_MS = 100;
const GIVE_UP_MS = 30_000;

/** Enters line after line into so many accounts at the same time, until it is stopped. */
export class Committer {
  /** By account: the last number that was entered. */
  readonly committed = new Map<string, number>();
  readonly #store: Store;
  readonly #loops: Promise<void>[];
  #ending = false;

  constructor(store: Store, accounts: number) {
    this.#store = store;
    this.#loops = Array.from({ length: accounts }, (_, index) => this.#enter(`account-${index + 1}`));
    for (const loop of this.#loops) loop.catch(() => undefined); // told by stop()
  }

  async stop(): Promise<void> {
    this.#ending = true;
    await Promise.all(this.#loops);
  }

  /** Again, when it fails: what has come twice by that is a repeat to those who hear it. */
  async #commit(entry: Entry): Promise<void> {
    for (const until = Date.now() + GIVE_UP_MS; ; await sleep(AGAIN_MS)) {
      try {
        return await this.#store.transaction(async (_em, effects) => void effects.outbox.push(entered(entry)));
      } catch (error) {
        if (Date.now() >= until) throw error;
      }
    }
  }

  async #enter(account: string): Promise<void> {
    for (let number = 1; !this.#ending; number++) {
      await this.#commit({ account, number });
      this.committed.set(account, number);
      await sleep(PAUSE_MS);
    }
  }
}
