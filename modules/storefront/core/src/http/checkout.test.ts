import { CarveoutError, DeclaredError, fault } from '@carveout/runtime';
import { describe, expect, it } from 'vitest';
import { orderOf } from '../testing/goods.ts';
import { CUSTOMER, SESSION, openShop } from '../testing/open-shop.ts';

const form = {
  email: 'ada@example.com',
  street_address: '1 Analytical Way',
  zip_code: 'N1',
  city: 'London',
  state: '',
  country: 'England',
  credit_card_number: '4432-8015-6152-0454',
  credit_card_expiration_month: '1',
  credit_card_expiration_year: '2039',
  credit_card_cvv: '672',
};

const refuse =
  (operation: string, code: string, data: object = {}) =>
  () => {
    throw new DeclaredError(operation, code, data);
  };

const placed = (shop: Awaited<ReturnType<typeof openShop>>) =>
  shop.received.filter(({ operation }) => operation === 'orders.place');

describe('a checkout', () => {
  it('answers the confirmation', async () => {
    const shop = await openShop();
    const { status, page, text } = await shop.post('/cart/checkout', form);
    expect(status).toBe(200);
    expect(text).toContain('data-order-id="order-1"');
    expect(page.querySelector('h1')?.text).toContain('Thank you');
    expect(page.querySelector('.total')?.text).toContain('$26.97');
    expect(placed(shop)[0]?.input).toMatchObject({
      customer: CUSTOMER,
      currency: 'USD',
      email: 'ada@example.com',
      address: { street: '1 Analytical Way', zipCode: 'N1' },
      card: expect.stringMatching(/^token-/),
    });
    const [tokenized] = shop.received.filter(({ operation }) => operation === 'payments.tokenize');
    expect(tokenized?.input).toEqual({
      card: { number: '4432-8015-6152-0454', cvv: '672', expirationMonth: 1, expirationYear: 2039 },
    });
  });

  it('sent twice from one form is the same command, byte for byte', async () => {
    const shop = await openShop();
    const { page } = await shop.get('/cart');
    const checkout_key = page.querySelector('input[name="checkout_key"]')!.getAttribute('value')!;
    await Promise.all([
      shop.post('/cart/checkout', { ...form, checkout_key }),
      shop.post('/cart/checkout', { ...form, checkout_key }),
    ]);
    const [first, second] = placed(shop);
    expect(first!.envelope.key).toContain(checkout_key);
    expect(second!.envelope.key).toBe(first!.envelope.key);
    expect(second!.input).toEqual(first!.input);
  });

  it('has a key of its own when the form brings none, and from each page of the cart', async () => {
    const shop = await openShop();
    await shop.post('/cart/checkout', form);
    await shop.post('/cart/checkout', form);
    const [first, second] = placed(shop);
    expect(first!.envelope.key).not.toBe(second!.envelope.key);
    const keys = await Promise.all(
      [1, 2].map(async () =>
        (await shop.get('/cart')).page.querySelector('input[name="checkout_key"]')!.getAttribute('value'),
      ),
    );
    expect(keys[0]).not.toBe(keys[1]);
  });
});

describe('a checkout of what a page showed', () => {
  const hidden = async (shop: Awaited<ReturnType<typeof openShop>>, headers: Record<string, string> = {}) => {
    const { page } = await shop.get('/cart', headers);
    const inputs = page.querySelectorAll('form[action="/cart/checkout"] input[type="hidden"]');
    return Object.fromEntries(inputs.map((input) => [input.getAttribute('name')!, input.getAttribute('value')!]));
  };
  const inEuros = { cookie: `shop_session-id=${SESSION}; shop_currency=EUR` };

  it('is placed in that currency and for that total', async () => {
    const shop = await openShop();
    const fields = await hidden(shop, inEuros);
    expect(fields).toMatchObject({ currency_code: 'EUR', total: '13.485' });
    expect((await shop.post('/cart/checkout', { ...form, ...fields }, inEuros)).status).toBe(200);
    const expectedTotal = { currency: 'EUR', units: 13, nanos: 485_000_000 };
    expect(placed(shop)[0]?.input).toMatchObject({ currency: 'EUR', expectedTotal });
  });

  it('is not placed in another currency, and says why', async () => {
    const shop = await openShop();
    const { status, page } = await shop.post('/cart/checkout', { ...form, ...(await hidden(shop)) }, inEuros);
    expect(status).toBe(409);
    expect(page.querySelector('[role="alert"]')?.text).toMatch(/prices in USD, and have chosen EUR/);
    expect(page.querySelector('[name="currency_code"][type="hidden"]')?.getAttribute('value')).toBe('EUR');
    expect(placed(shop)).toEqual([]);
  });

  it('is in the currency that was chosen, also while the shop does not know which there are', async () => {
    const shop = await openShop({
      'currencies.supported': () => {
        throw new Error('away');
      },
    });
    expect((await shop.post('/cart/checkout', form, inEuros)).status).toBe(200);
    expect(placed(shop)[0]?.input).toMatchObject({ currency: 'EUR' });
  });
});

describe('a checkout that is refused', () => {
  it('for an empty cart says so first, whatever is wrong with the form', async () => {
    const shop = await openShop({ 'carts.get': ({ customer }: { customer: string }) => ({ customer, items: [] }) });
    const { status, page } = await shop.post('/cart/checkout', { ...form, email: '' });
    expect(status).toBe(409);
    expect(page.querySelector('[role="alert"]')?.text).toContain('Your cart is empty');
  });

  it.each([
    ['credit_card_number', '1234'],
    ['credit_card_number', 'four four four'],
    ['credit_card_cvv', '1'],
    ['credit_card_expiration_month', '13'],
    ['credit_card_expiration_year', '1999'],
    ['credit_card_expiration_year', '20x9'],
    ['email', 'not an address'],
    ['email', ''],
    ['street_address', '   '],
    ['street_address', '1 Analytical\0Way'],
    ['zip_code', 'x'.repeat(21)],
  ])('marks %s when it is “%s”, and places nothing', async (name, value) => {
    const shop = await openShop();
    const { status, page } = await shop.post('/cart/checkout', { ...form, [name]: value });
    expect(status).toBe(422);
    expect(page.querySelector('[role="alert"]')?.text).toContain('Not ordered');
    expect(page.querySelectorAll('[aria-invalid]').map((field) => field.id)).toEqual([name]);
    expect(
      page.querySelector(`#${page.querySelector(`#${name}`)!.getAttribute('aria-describedby')!.split(' ').at(-1)}`),
    ).not.toBeNull();
    expect(placed(shop)).toEqual([]);
  });

  it('keeps what was typed, except the card', async () => {
    const shop = await openShop();
    const { page, text } = await shop.post('/cart/checkout', { ...form, email: '<b>' });
    expect(page.querySelector('#city')?.getAttribute('value')).toBe('London');
    expect(text).toContain('value="&lt;b>"');
    expect(text).not.toContain('4432-8015');
    expect(text).not.toContain('value="672"');
  });

  it.each([
    ['payments.tokenize', 'CARD_INVALID', {}, 422, 'valid card number'],
    ['payments.tokenize', 'CARD_UNSUPPORTED', {}, 422, 'Visa and MasterCard'],
    ['payments.tokenize', 'CARD_EXPIRED', { month: 1, year: 2020 }, 422, 'expired'],
    ['orders.place', 'CARD_DECLINED', { reason: 'insufficient funds' }, 402, 'insufficient funds'],
    ['orders.place', 'CARD_EXPIRED', { month: 1, year: 2020 }, 422, 'expired'],
    ['orders.place', 'OUT_OF_STOCK', { productId: '6E92ZMYYFZ', available: 1 }, 409, 'only 1'],
    ['orders.place', 'OUT_OF_STOCK', { productId: '6E92ZMYYFZ', available: 0 }, 409, 'sold out'],
    ['orders.place', 'CART_EMPTY', {}, 409, 'empty'],
    ['orders.place', 'CART_CHANGED', {}, 409, 'another window'],
    ['orders.place', 'TOTAL_CHANGED', { total: { currency: 'EUR', units: 20, nanos: 0 } }, 409, 'comes to €20.00'],
    ['orders.place', 'UNKNOWN_PRODUCT', { productId: '6E92ZMYYFZ' }, 409, 'left the shop'],
    ['orders.place', 'UNKNOWN_CURRENCY', { currency: 'EUR' }, 422, 'currency'],
    ['orders.place', 'RESERVATION_EXPIRED', {}, 409, 'Send the order again'],
  ])('%s %s', async (operation, code, data, status, words) => {
    const shop = await openShop({ [operation]: refuse(operation, code, data) });
    const { page: before } = await shop.get('/cart');
    const checkout_key = before.querySelector('input[name="checkout_key"]')!.getAttribute('value')!;
    const answer = await shop.post('/cart/checkout', { ...form, checkout_key });
    expect(answer.status).toBe(status);
    expect(answer.page.querySelector('[role="alert"]')?.text).toContain(words);
    expect(answer.text).not.toContain('data-order-id');
    const fresh = answer.page.querySelector('input[name="checkout_key"]')?.getAttribute('value');
    expect(fresh).toBeTruthy();
    expect(fresh).not.toBe(checkout_key);
  });

  it('is a failure page when it broke', async () => {
    const shop = await openShop({
      'orders.place': () => {
        throw new CarveoutError(fault, 'inner detail');
      },
    });
    const { status, text } = await shop.post('/cart/checkout', form);
    expect(status).toBe(500);
    expect(text).not.toContain('inner detail');
  });
});

describe('orders that were placed', () => {
  it('are shown again to those who placed them', async () => {
    const shop = await openShop({ 'orders.byId': ({ id }: { id: string }) => orderOf(CUSTOMER, id) });
    const { status, page } = await shop.get('/orders/order-7');
    expect(status).toBe(200);
    expect(page.querySelector('[data-order-id]')?.getAttribute('data-order-id')).toBe('order-7');
  });
});
