import { newSession } from '../../../e2e/session.ts';
import type { DoorClient, Reply } from './door-client.ts';

/** A customer with a session of their own: what they repeat under a key is a repeat for them, and for nobody else. */
export class Customer {
  readonly #session = newSession();
  readonly id = this.#session.customer;
  readonly #door: DoorClient;

  constructor(door: DoorClient) {
    this.#door = door;
  }

  fill(productId: string, quantity: number, key: string): Promise<Reply> {
    return this.#post(`/api/carts/${this.id}/items`, { productId, quantity }, key);
  }

  order(card: string, key: string): Promise<Reply> {
    const address = { street: '1 Main Street', city: 'Mountain View', state: 'CA', country: 'US', zipCode: '94043' };
    return this.#post(
      '/api/orders',
      { customer: this.id, currency: 'EUR', email: 'ann@example.com', address, card },
      key,
    );
  }

  cancel(order: string, key: string): Promise<Reply> {
    return this.#post(`/api/orders/${order}/cancel`, { customer: this.id }, key);
  }

  mark(of: string, key: string): Promise<Reply> {
    return this.#post(`/api/marks/${of}`, {}, key);
  }

  token(number: string): Promise<Reply> {
    const card = { number, cvv: '672', expirationMonth: 1, expirationYear: 2039 };
    return this.#post('/api/cards', { card }, `card-${number}`);
  }

  #post(path: string, body: object, key: string): Promise<Reply> {
    return this.#door.post(path, body, { cookie: this.#session.cookie, 'idempotency-key': key });
  }
}
