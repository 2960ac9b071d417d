import { Cookie, CookieJar } from 'tough-cookie';

/** What an ordinary customer types at the checkout. */
export const BUYER = {
  email: 'ann@example.com',
  street_address: '1 Main Street',
  zip_code: '94043',
  city: 'Mountain View',
  state: 'CA',
  country: 'US',
  credit_card_number: '4432801561520454',
  credit_card_expiration_month: '1',
  credit_card_expiration_year: '2039',
  credit_card_cvv: '672',
};

export interface Answered {
  readonly status: number;
  readonly text: string;
}

/** One visitor with a cookie jar. */
export class OneVisitor {
  readonly #url: string;
  readonly #jar = new CookieJar();

  constructor(url: string) {
    this.#url = url;
  }

  async get(path: string): Promise<Answered> {
    return this.#send(path, { method: 'GET' });
  }

  /** Posts a form and follows the redirect. */
  async post(path: string, fields: Readonly<Record<string, string>>): Promise<Answered> {
    return this.#send(path, { method: 'POST', body: new URLSearchParams(fields) });
  }

  async #send(path: string, init: RequestInit): Promise<Answered> {
    const url = new URL(path, this.#url).href;
    const cookie = await this.#jar.getCookieString(url);
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { cookie },
      signal: AbortSignal.timeout(15_000),
    });
    for (const line of response.headers.getSetCookie()) await this.#jar.setCookie(Cookie.parse(line)!, url);
    const location = response.headers.get('location');
    if (location === null) return { status: response.status, text: await response.text() };
    await response.body?.cancel();
    return this.get(location);
  }
}

/**
 * Fills a cart in euros and buys it; resolves with the confirmation page without what differs from order to order
 * (ids, tracking number, one-time keys), so that two answers can be compared.
 */
export async function oneCheckout(url: string, fields: Readonly<Record<string, string>> = {}): Promise<Answered> {
  const visitor = new OneVisitor(url);
  await visitor.get('/');
  await visitor.post('/setCurrency', { currency_code: 'EUR' });
  await visitor.post('/cart', { product_id: 'OLJCESPC7Z', quantity: '2' });
  await visitor.post('/cart', { product_id: '1YMWWN1N4O', quantity: '1' });
  const { status, text } = await visitor.post('/cart/checkout', { ...BUYER, ...fields });
  return { status, text: withoutIds(text) };
}

function withoutIds(page: string): string {
  return page
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '(id)')
    .replace(/CV-[A-Z0-9]{6}-[A-Z0-9]{6}-[A-Z0-9]{6}/g, '(tracking)');
}
