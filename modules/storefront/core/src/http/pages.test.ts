import { CarveoutError, fault } from '@carveout/runtime';
import { describe, expect, it } from 'vitest';
import { mug, watch } from '../testing/goods.ts';
import { CUSTOMER, SESSION, openShop } from '../testing/open-shop.ts';

const broken = () => {
  throw new CarveoutError(fault, 'inner detail');
};

describe('the start page', () => {
  it('shows every product with its price, escaped', async () => {
    const shop = await openShop();
    const { status, headers, page, text } = await shop.get('/');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/html/);
    expect(text.startsWith('<!doctype html><html lang="en">')).toBe(true);
    const cards = page.querySelectorAll('.card').map((card) => card.text.replace(/\s+/g, ' ').trim());
    expect(cards).toEqual(['Mug & <spoon>$8.99', 'Watch$109.99']);
    expect(text).toContain('Mug &amp; &lt;spoon');
    expect(page.querySelector(`a[href="/product/${mug.id}"]`)).not.toBeNull();
    expect(page.querySelector('.count')?.text).toBe('2');
  });

  it('shows prices in the chosen currency, asked for in one call', async () => {
    const shop = await openShop();
    const { page } = await shop.get('/', { cookie: `shop_session-id=${SESSION}; shop_currency=EUR` });
    expect(page.querySelectorAll('.price').map((price) => price.text)).toEqual(['€4.50', '€55.00']);
    expect(page.querySelector('option[selected]')?.getAttribute('value')).toBe('EUR');
    expect(shop.received.filter(({ operation }) => operation === 'currencies.convertAll')).toHaveLength(1);
  });

  it('falls back to dollars when the cookie names no currency of the shop', async () => {
    const shop = await openShop();
    for (const code of ['XYZ', '<b>', '']) {
      const { page } = await shop.get('/', { cookie: `shop_session-id=${SESSION}; shop_currency=${code}` });
      expect(page.querySelector('.price')?.text).toBe('$8.99');
    }
  });

  it('asks for the currencies once, not for every page', async () => {
    const shop = await openShop();
    await Promise.all([shop.get('/'), shop.get('/'), shop.get('/cart')]);
    await shop.get('/');
    expect(shop.received.filter(({ operation }) => operation === 'currencies.supported')).toHaveLength(1);
  });

  it('stands without the cart and the currencies', async () => {
    const shop = await openShop({ 'carts.get': broken, 'currencies.supported': broken });
    const { status, page } = await shop.get('/');
    expect(status).toBe(200);
    expect(page.querySelector('.count')).toBeNull();
    expect(page.querySelectorAll('.card')).toHaveLength(2);
  });
});

describe('a product’s page', () => {
  it('shows the product, a form to add it, and what goes with it', async () => {
    const shop = await openShop();
    const { status, page } = await shop.get(`/product/${mug.id}`);
    expect(status).toBe(200);
    expect(page.querySelector('form[action="/cart"] input[name="product_id"]')?.getAttribute('value')).toBe(mug.id);
    expect(page.querySelector('form[action="/cart"] input[name="quantity"]')?.getAttribute('value')).toBe('1');
    expect(page.querySelector(`.more a[href="/product/${watch.id}"]`)).not.toBeNull();
  });

  it('stands without recommendations', async () => {
    const shop = await openShop({ 'recommendations.forProducts': broken });
    const { status, page } = await shop.get(`/product/${mug.id}`);
    expect(status).toBe(200);
    expect(page.querySelector('.more')).toBeNull();
  });

  it.each(['NOSUCHTHING', 'lower-case', '%3Cscript%3E'])('says that %s is not there', async (id) => {
    const shop = await openShop();
    const { status, page } = await shop.get(`/product/${id}`);
    expect(status).toBe(404);
    expect(page.querySelector('h1')?.text).toBe('We do not have this product');
  });
});

describe('the cart', () => {
  it('shows lines, shipping and total, and takes what the reference workload sends', async () => {
    const shop = await openShop();
    const { page } = await shop.get('/cart');
    expect(page.querySelectorAll('.amounts dd').map((amount) => amount.text)).toEqual(['$17.98', '$8.99', '$26.97']);
    const names = page
      .querySelectorAll('form[action="/cart/checkout"] [name]')
      .map((field) => field.getAttribute('name'));
    expect(names).toEqual([
      'checkout_key',
      'currency_code',
      'total',
      'email',
      'street_address',
      'zip_code',
      'city',
      'state',
      'country',
      'credit_card_number',
      'credit_card_expiration_month',
      'credit_card_expiration_year',
      'credit_card_cvv',
    ]);
    expect(page.querySelector('form[action="/cart/empty"]')).not.toBeNull();
  });

  it('labels every field, and says how a browser may fill it', async () => {
    const shop = await openShop();
    const { page } = await shop.get('/cart');
    for (const field of page.querySelectorAll(
      'form[action="/cart/checkout"] input, form[action="/cart/checkout"] select',
    )) {
      if (field.getAttribute('type') === 'hidden') continue;
      expect(page.querySelector(`label[for="${field.id}"]`), field.id).not.toBeNull();
      expect(field.getAttribute('autocomplete'), field.id).toBeTruthy();
    }
  });

  it('offers no checkout while it is empty', async () => {
    const shop = await openShop({ 'carts.get': ({ customer }: { customer: string }) => ({ customer, items: [] }) });
    const { page } = await shop.get('/cart');
    expect(page.querySelector('h1')?.text).toBe('Your cart is empty');
    expect(page.querySelector('form[action="/cart/checkout"]')).toBeNull();
  });

  it('adds, and goes to the cart', async () => {
    const shop = await openShop();
    const { status, headers } = await shop.post('/cart', { product_id: mug.id, quantity: '3' });
    expect([status, headers.get('location')]).toEqual([302, '/cart']);
    const call = shop.received.find(({ operation }) => operation === 'carts.add');
    expect(call?.input).toEqual({ customer: CUSTOMER, productId: mug.id, quantity: 3 });
  });

  it('adds once when the form is sent again, and again from another page or with another quantity', async () => {
    const shop = await openShop();
    const keyOf = async () =>
      (await shop.get(`/product/${mug.id}`)).page.querySelector('input[name="add_key"]')!.getAttribute('value')!;
    const [add_key, another] = [await keyOf(), await keyOf()];
    for (const key of [add_key, add_key, another])
      await shop.post('/cart', { product_id: mug.id, quantity: '3', add_key: key });
    await shop.post('/cart', { product_id: mug.id, quantity: '2', add_key });
    await shop.post('/cart', { product_id: mug.id, quantity: '3' });
    const [first, second, ...others] = shop.received
      .filter(({ operation }) => operation === 'carts.add')
      .map(({ envelope }) => envelope.key);
    expect(first).toContain(add_key);
    expect(second).toBe(first);
    expect(new Set([first, ...others]).size).toBe(4);
  });

  it.each(['0', '-1', '1e9', '1000', '1000000000', 'abc', '1.5', '', ' '])(
    'refuses the quantity “%s”',
    async (quantity) => {
      const shop = await openShop();
      const { status, page } = await shop.post('/cart', { product_id: mug.id, quantity });
      expect(status).toBe(422);
      expect(page.querySelector('.lead')?.text).toContain('from 1 to 999');
      expect(page.querySelector('.ways a')?.getAttribute('href')).toBe(`/product/${mug.id}`);
      expect(shop.received.some(({ operation }) => operation === 'carts.add')).toBe(false);
    },
  );

  it('refuses a form without a product', async () => {
    const shop = await openShop();
    expect((await shop.post('/cart', { quantity: '1' })).status).toBe(400);
    expect((await shop.post('/cart', {})).status).toBe(400);
  });

  it('empties, and goes to the start page', async () => {
    const shop = await openShop();
    const { status, headers } = await shop.post('/cart/empty', {});
    expect([status, headers.get('location')]).toEqual([302, '/']);
    expect(shop.received.some(({ operation }) => operation === 'carts.empty')).toBe(true);
  });
});

describe('choosing the currency', () => {
  it('sets the cookie and goes back to where the form was', async () => {
    const shop = await openShop();
    const answer = await shop.post('/setCurrency', { currency_code: 'EUR' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/']);
    expect(answer.headers.get('set-cookie')).toMatch(/^shop_currency=EUR; .*samesite=lax; httponly/);
  });

  it('never leads to another host', async () => {
    const shop = await openShop();
    const { headers } = await shop.post(
      '/setCurrency',
      { currency_code: 'EUR' },
      { referer: 'http://elsewhere.test/cart' },
    );
    expect(headers.get('location')).toBe('/');
  });

  it('refuses a currency that the shop does not deal in', async () => {
    const shop = await openShop();
    const { status, headers, page } = await shop.post('/setCurrency', { currency_code: 'XYZ' });
    expect(status).toBe(422);
    expect(page.querySelector('.lead')?.text).toContain('EUR, USD');
    expect(headers.get('set-cookie')).toBeNull();
  });
});

describe('orders', () => {
  it('lists the visitor’s own', async () => {
    const shop = await openShop();
    const { status, page } = await shop.get('/orders');
    expect(status).toBe(200);
    expect(page.querySelector('.orders a')?.getAttribute('href')).toBe('/orders/order-1');
  });

  it('shows no one else’s', async () => {
    const shop = await openShop();
    const { status, text } = await shop.get('/orders/order-1');
    expect(status).toBe(404);
    expect(text).not.toContain('ada@example.com');
  });
});

describe('when a neighbour fails', () => {
  it('shows a page without a word from inside', async () => {
    const shop = await openShop({ 'catalog.list': broken });
    const { status, text, page } = await shop.get('/', { 'x-request-id': 'r-9' });
    expect(status).toBe(500);
    expect(text).not.toContain('inner detail');
    expect(page.querySelector('.message')?.text).toContain('r-9');
  });

  it('shows unknown pages as pages', async () => {
    const shop = await openShop();
    const { status, page } = await shop.get('/nowhere', { accept: 'text/html' });
    expect(status).toBe(404);
    expect(page.querySelector('h1')?.text).toBe('There is no such page');
  });
});

describe('assets', () => {
  it('are served under the names that pages use, to be kept for good, without a cookie', async () => {
    const shop = await openShop();
    const { page } = await shop.get('/');
    const files = [
      ...page.querySelectorAll('link').map((link) => link.getAttribute('href')!),
      ...page.querySelectorAll('img').map((image) => image.getAttribute('src')!),
    ];
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      const { status, headers, text } = await shop.get(file, { cookie: '' });
      expect(status, file).toBe(200);
      expect(headers.get('cache-control')).toContain('immutable');
      expect(headers.get('set-cookie')).toBeNull();
      expect(text.length).toBeGreaterThan(100);
    }
    expect((await shop.get('/assets/other.css')).status).toBe(404);
  });
});
