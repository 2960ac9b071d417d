import type { ShopCalls } from '../module.ts';
import { HOME_CURRENCY } from '../http/currency-cookie.ts';

const KEPT_MS = 60_000;

/** The currencies that visitors may choose from, asked for at most once a minute: every page shows them. */
export class SupportedCurrencies {
  #known: readonly string[] = [HOME_CURRENCY];
  #until = 0;
  #asking: Promise<readonly string[]> | undefined;

  /** What was last learnt, without asking. */
  get known(): readonly string[] {
    return this.#known;
  }

  /** Never rejects: while currencies cannot be reached, what was last learnt stands. */
  list(calls: ShopCalls, now = Date.now()): Promise<readonly string[]> {
    if (now < this.#until) return Promise.resolve(this.#known);
    this.#asking ??= calls.currencies
      .supported({})
      .then(
        ({ currencies }) => {
          this.#known = currencies;
          this.#until = now + KEPT_MS;
        },
        () => undefined,
      )
      .then(() => {
        this.#asking = undefined;
        return this.#known;
      });
    return this.#asking;
  }
}
