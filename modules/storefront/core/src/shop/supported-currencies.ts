import type { ShopCalls } from '../module.ts';
import { HOME_CURRENCY } from '../http/currency-cookie.ts';

const KEPT_MS = 60_000;
const TIMEOUT_MS = 1_500;
const ASKED_AGAIN_AFTER_MS = 5_000;

/** The currencies that visitors may choose from, asked for at most once a minute: every page shows them. */
export class SupportedCurrencies {
  #known: readonly string[] = [HOME_CURRENCY];
  readonly #now: () => number;
  #until = 0;
  #asking: Promise<readonly string[]> | undefined;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** What was last learnt, without asking. */
  get known(): readonly string[] {
    return this.#known;
  }

  /** Never rejects, and never keeps a page waiting for long: while currencies are away, what was last learnt stands. */
  list(calls: ShopCalls): Promise<readonly string[]> {
    if (this.#now() < this.#until) return Promise.resolve(this.#known);
    this.#asking ??= calls.currencies
      .supported({}, { timeout: TIMEOUT_MS })
      .then(
        ({ currencies }) => {
          this.#known = currencies;
          this.#until = this.#now() + KEPT_MS;
        },
        () => {
          this.#until = this.#now() + ASKED_AGAIN_AFTER_MS;
        },
      )
      .then(() => {
        this.#asking = undefined;
        return this.#known;
      });
    return this.#asking;
  }
}
