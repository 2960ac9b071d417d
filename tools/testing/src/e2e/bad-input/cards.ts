import { form, json } from './bad-input.ts';
import type { BadInput } from './bad-input.ts';
import { myOrder } from './fields.ts';

/** Numbers that no log may ever hold. */
export const EXPIRED_CARD = '4111111111111111';
export const WRONG_DIGITS = '4432801561520455';
export const AMERICAN_EXPRESS = '378282246310005';
export const DECLINED_CARD = '4000000000000002';
export const GOOD_CARD = '4432801561520454';

const card = (number: string, expirationYear = 2039) => ({
  card: { number, cvv: '672', expirationMonth: 1, expirationYear },
});

const typed = {
  email: 'me@example.com',
  street_address: '1 Main Street',
  zip_code: '94043',
  city: 'Mountain View',
  state: 'CA',
  country: 'US',
  credit_card_number: GOOD_CARD,
  credit_card_expiration_month: '1',
  credit_card_expiration_year: '2039',
  credit_card_cvv: '672',
};
const checkout = (change: Readonly<Record<string, string>>) => form('/cart/checkout', { ...typed, ...change });

const pages: readonly [string, Readonly<Record<string, string>>, number, RegExp][] = [
  ['expired', { credit_card_number: EXPIRED_CARD, credit_card_expiration_year: '2020' }, 422, /has expired/],
  ['with a wrong check digit', { credit_card_number: WRONG_DIGITS }, 422, /not a valid card number/],
  ['of a brand that is not taken', { credit_card_number: AMERICAN_EXPRESS }, 422, /Visa and MasterCard only/],
  ['that the bank declines', { credit_card_number: DECLINED_CARD }, 402, /declined by the bank/],
  ['with letters', { credit_card_number: 'my card' }, 422, /Enter the 12 to 19 digits/],
  ['without a number', { credit_card_number: '' }, 422, /Enter the 12 to 19 digits/],
  ['of month 13', { credit_card_expiration_month: '13' }, 422, /Choose the month/],
  ['of a year before all cards', { credit_card_expiration_year: '39' }, 422, /Choose the year/],
  ['with a security code of two digits', { credit_card_cvv: '67' }, 422, /security code/],
];

/** Cards and other details of a checkout that no order can be made of. */
export const cards: readonly BadInput[] = [
  {
    what: 'an expired card',
    sends: () => json('POST', '/api/cards', card(EXPIRED_CARD, 2020)),
    status: 409,
    code: 'CARD_EXPIRED',
  },
  {
    what: 'a card with a wrong check digit',
    sends: () => json('POST', '/api/cards', card(WRONG_DIGITS)),
    status: 409,
    code: 'CARD_INVALID',
  },
  {
    what: 'a card of another brand',
    sends: () => json('POST', '/api/cards', card(AMERICAN_EXPRESS)),
    status: 409,
    code: 'CARD_UNSUPPORTED',
  },
  {
    what: 'a card of the year 99999',
    sends: () => json('POST', '/api/cards', card(GOOD_CARD, 99_999)),
    status: 400,
    code: 'CARV-302',
    issues: ['card.expirationYear'],
  },
  {
    what: 'a card number in place of its token',
    sends: (world) => myOrder(world, { card: GOOD_CARD }),
    status: 400,
    code: 'CARV-302',
    issues: ['card'],
  },
  {
    what: 'a token that nobody gave',
    sends: (world) => myOrder(world, { card: 'tok_12345678' }),
    status: 409,
    code: 'CARD_INVALID',
  },
  ...pages.map(([what, change, status, page]) => ({
    what: `a checkout with a card ${what}`,
    sends: () => checkout(change),
    status,
    page,
  })),
  {
    what: 'a checkout without an address',
    sends: () => checkout({ street_address: ' ' }),
    status: 422,
    page: /Enter a street/,
  },
  {
    what: 'a checkout with half an email address',
    sends: () => checkout({ email: 'me@' }),
    status: 422,
    page: /Enter an email address/,
  },
  {
    what: 'a checkout with a field of 10,000 letters',
    sends: () => checkout({ city: 'x'.repeat(10_000) }),
    status: 422,
    page: /Enter a city/,
  },
  {
    what: 'a checkout without any field',
    sends: () => form('/cart/checkout', ''),
    status: 422,
    page: /Look at what is marked/,
  },
];
