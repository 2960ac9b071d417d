import { BoundedMap } from '@carveout/runtime/inward';
import { ClientLeft } from '../problems/client-left.ts';
import { Refusal } from '../problems/refusal.ts';
import type { Since } from './changes.ts';

/** After an answer that could not be kept, requests for it do not wait for each other for this long. */
const PASS_MS = 10_000;
const MOST_PASSES = 1_000;

/** What a fetch came to: for those who wait, too, unless it was not kept. `stale`: what is kept serves, old as it is. */
export type Filled = 'kept' | 'stale' | 'not kept';

/** What those who wait learn. Undefined when they have to ask by themselves: it was not kept, or time is over. */
type Told = { readonly filled: Filled } | { readonly error: unknown } | undefined;

interface Fill {
  readonly since: Since;
  readonly told: Promise<Told>;
}

/** Fetches that others wait for: one for many requests of the same. */
export class Fills {
  readonly #under = new Map<string, Fill>();
  readonly #passes = new BoundedMap<string, number>(MOST_PASSES);

  isUnderWay(key: string): boolean {
    return this.#joinable(key) !== undefined;
  }

  /**
   * Resolves when the fetch that is under way has ended, or at the deadline (epoch ms); undefined when there is none to wait
   * for. Rejects with what that fetch failed with: asked again, all would wait for the same once more.
   */
  wait(key: string, deadline: number): Promise<Filled | undefined> | undefined {
    const fill = this.#joinable(key);
    if (fill === undefined || (this.#passes.get(key) ?? 0) > performance.now()) return undefined;
    const ms = deadline - Date.now();
    if (ms <= 0) return undefined;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms, undefined);
      void fill.told.then((told) => {
        clearTimeout(timer);
        if (told !== undefined && 'error' in told) reject(told.error as Error);
        else resolve(told?.filled);
      });
    });
  }

  /** Runs a fetch that others may wait for, until something is changed there. It tells whether its answer was kept. */
  async lead(key: string, since: Since, fetch: () => Promise<Filled>): Promise<void> {
    // Of several at once, the others wait for the first.
    if (this.isUnderWay(key)) return void (await fetch());
    const { promise, resolve } = Promise.withResolvers<Told>();
    const fill = { since, told: promise };
    this.#under.set(key, fill);
    let told: Told;
    try {
      const filled = await fetch();
      if (filled === 'not kept' && !since.changed) this.#passes.set(key, performance.now() + PASS_MS);
      else this.#passes.delete(key);
      told = { filled };
    } catch (error) {
      told = isOfOne(error) ? undefined : { error };
      throw error;
    } finally {
      if (this.#under.get(key) === fill) this.#under.delete(key);
      resolve(told);
    }
  }

  /** Who comes after a change does not get what was asked for before it. */
  #joinable(key: string): Fill | undefined {
    const fill = this.#under.get(key);
    return fill?.since.changed === false ? fill : undefined;
  }
}

/** That one client has left, or was at fault, says nothing to the others. */
function isOfOne(error: unknown): boolean {
  return error instanceof ClientLeft || (error instanceof Refusal && error.status < 500);
}
