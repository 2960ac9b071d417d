import { BoundedMap } from '@carveout/runtime/inward';
import { ClientLeft } from '../problems/client-left.ts';
import { Refusal } from '../problems/refusal.ts';

/** After an answer that could not be kept, requests for it do not wait for each other for this long. */
const PASS_MS = 10_000;
const MOST_PASSES = 1_000;

/** What a fetch came to: for those who wait, too, unless it was not kept. `stale`: what is kept serves, old as it is. */
export type Filled = 'kept' | 'stale' | 'not kept';

/** What those who wait learn. Undefined when they have to ask by themselves: it was not kept, or time is over. */
type Told = { readonly filled: Filled } | { readonly error: unknown } | undefined;

/** Fetches that others wait for: one for many requests of the same. */
export class Fills {
  readonly #under = new Map<string, Promise<Told>>();
  readonly #passes = new BoundedMap<string, number>(MOST_PASSES);

  isUnderWay(key: string): boolean {
    return this.#under.has(key);
  }

  /**
   * Resolves when the fetch that is under way has ended, or at the deadline (epoch ms); undefined when there is none to wait
   * for. Rejects with what that fetch failed with: asked again, all would wait for the same once more.
   */
  wait(key: string, deadline: number): Promise<Filled | undefined> | undefined {
    const fill = this.#under.get(key);
    if (fill === undefined || (this.#passes.get(key) ?? 0) > performance.now()) return undefined;
    const ms = deadline - Date.now();
    if (ms <= 0) return undefined;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms, undefined);
      void fill.then((told) => {
        clearTimeout(timer);
        if (told !== undefined && 'error' in told) reject(told.error as Error);
        else resolve(told?.filled);
      });
    });
  }

  /** Runs a fetch that others may wait for. It tells whether its answer was kept. */
  async lead(key: string, fetch: () => Promise<Filled>): Promise<void> {
    // Of several at once, the others wait for the first.
    if (this.#under.has(key)) return void (await fetch());
    const fill = Promise.withResolvers<Told>();
    this.#under.set(key, fill.promise);
    let told: Told;
    try {
      const filled = await fetch();
      if (filled === 'not kept') this.#passes.set(key, performance.now() + PASS_MS);
      else this.#passes.delete(key);
      told = { filled };
    } catch (error) {
      told = isOfOne(error) ? undefined : { error };
      throw error;
    } finally {
      this.#under.delete(key);
      fill.resolve(told);
    }
  }
}

/** That one client has left, or was at fault, says nothing to the others. */
function isOfOne(error: unknown): boolean {
  return error instanceof ClientLeft || (error instanceof Refusal && error.status < 500);
}
