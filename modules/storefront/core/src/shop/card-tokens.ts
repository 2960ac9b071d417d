import { createHash } from 'node:crypto';
import type { Card } from '@shop/payments';
import type { ShopCalls } from '../module.ts';

const MOST_KEPT = 1_000;

/**
 * Tokens for cards, the same one for a checkout that is sent again: a repeat must be equal to the first to be taken for
 * one. Kept in memory alone, under a hash of what was sent; a repeat that another process takes asks for a new token,
 * and is then told that the checkout was sent before.
 */
export class CardTokens {
  readonly #tokens = new Map<string, Promise<string>>();

  /** @param checkout names the checkout; undefined for one that cannot be repeated. */
  get(calls: ShopCalls, card: Card, checkout: string | undefined): Promise<string> {
    const ask = () => calls.payments.tokenize({ card }).then(({ token }) => token);
    if (checkout === undefined) return ask();
    const name = createHash('sha256')
      .update(JSON.stringify([checkout, card]))
      .digest('base64url');
    const known = this.#tokens.get(name);
    if (known) return known;
    const token = ask();
    this.#tokens.set(name, token);
    token.catch(() => this.#tokens.delete(name));
    if (this.#tokens.size > MOST_KEPT) this.#tokens.delete(this.#tokens.keys().next().value!);
    return token;
  }
}
