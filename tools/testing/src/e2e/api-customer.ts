import { randomUUID } from 'node:crypto';
import { exchange } from './exchange.ts';
import type { Answer, Sent } from './exchange.ts';
import { newSession } from './session.ts';

export const GOOD_CARD = '4432801561520454';

/** A customer of the JSON API, known by the session that their cookie names. */
export class ApiCustomer {
  readonly #session = newSession();
  readonly id: string = this.#session.customer;
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  send(sent: Sent): Promise<Answer> {
    return exchange(this.#url, { ...sent, headers: { cookie: this.#session.cookie, ...sent.headers } });
  }

  /** Puts two of a product into the cart. */
  fill(key: string = randomUUID()): Promise<Answer> {
    return this.#post(`/api/carts/${this.id}/items`, { productId: 'OLJCESPC7Z', quantity: 2 }, key);
  }

  /** The token for a good card. */
  async token(): Promise<string> {
    const card = { number: GOOD_CARD, cvv: '672', expirationMonth: 1, expirationYear: 2039 };
    const { status, text } = await this.#post('/api/cards', { card }, randomUUID());
    if (status !== 200) throw new Error(`a card was answered with ${status}: ${text}`);
    return (JSON.parse(text) as { token: string }).token;
  }

  /** Orders what is in the cart. */
  order(card: string, key: string = randomUUID()): Promise<Answer> {
    const address = { street: '1 Main Street', city: 'Mountain View', state: 'CA', country: 'US', zipCode: '94043' };
    const order = { customer: this.id, currency: 'EUR', email: 'ann@example.com', address, card };
    return this.#post('/api/orders', order, key);
  }

  #post(path: string, body: unknown, key: string): Promise<Answer> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    return this.send({ method: 'POST', path, body: JSON.stringify(body), headers });
  }
}
