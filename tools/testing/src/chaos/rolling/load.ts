import { Agent } from 'node:http';
import { seededRandom } from '../../load/random.ts';
import type { Random } from '../../load/random.ts';
import { send } from './send.ts';
import type { Tally } from './tally.ts';
import { visit } from './visits.ts';

/** How long a client keeps a connection that it does not use, in ms: less than the door's drain, as it must be. */
const IDLE_MS = 1_000;

/** Sends visitors to the door, half of them over connections that are kept, half over a new one for each request. */
export class Load {
  /** Orders that were confirmed to somebody. */
  readonly acknowledged: string[] = [];
  readonly #port: number;
  readonly #random: Random;
  readonly #kept = new Agent({ keepAlive: true, timeout: IDLE_MS });
  readonly #fresh = new Agent({ keepAlive: false });

  constructor(port: number, seed: number) {
    this.#port = port;
    this.#random = seededRandom(seed);
  }

  /** One visitor; each request is counted, the first from `dueAt` on. */
  async arrive(tally: Tally, dueAt: number): Promise<void> {
    const agent = this.#random.next() < 0.5 ? this.#kept : this.#fresh;
    let due: number | undefined = dueAt;
    await visit(this.#random, this.acknowledged, async (asked) => {
      const from = due ?? performance.now();
      due = undefined;
      const outcome = await send(this.#port, asked, agent);
      tally.count(outcome, from);
      return outcome;
    });
  }

  close(): void {
    this.#kept.destroy();
    this.#fresh.destroy();
  }
}
