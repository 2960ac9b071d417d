import { Card } from '@shop/payments';
import { PlaceOrder } from '@shop/orders';
import type { z } from 'zod';
import { oneTimeKey, textFields } from './fields.ts';

export const CHECKOUT_FIELDS = [
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
] as const;
export type CheckoutField = (typeof CHECKOUT_FIELDS)[number];

/** Names the one-time key that makes a repeat of the form one order. */
export const KEY_FIELD = 'checkout_key';
/** What the page showed, so that nothing else is ordered: the currency, and the total as a decimal. */
export const CURRENCY_FIELD = 'currency_code';
export const TOTAL_FIELD = 'total';

/** What a visitor typed, to show it again. Never the card. */
export type CheckoutValues = Readonly<Partial<Record<CheckoutField, string>>>;
/** What is wrong, per field, in words for the visitor. */
export type CheckoutFaults = Readonly<Partial<Record<CheckoutField, string>>>;

export interface CheckoutDetails {
  readonly email: string;
  readonly address: z.output<typeof PlaceOrder>['address'];
  readonly card: Card;
}

export interface CheckoutForm {
  /** The hidden key; undefined when the form brought none. */
  readonly key: string | undefined;
  /** The currency and the total that the page showed; undefined when the form does not say. */
  readonly shownCurrency: string | undefined;
  readonly shownTotal: string | undefined;
  readonly values: CheckoutValues;
  /** Undefined while `faults` says why. */
  readonly details: CheckoutDetails | undefined;
  readonly faults: CheckoutFaults;
}

const Address = PlaceOrder.shape.address.shape;

// What each field must be, and what to say when it is not.
const RULES: Readonly<Record<CheckoutField, readonly [(text: string) => boolean, string]>> = {
  email: [fits(PlaceOrder.shape.email), 'Enter an email address, such as name@example.com.'],
  street_address: [fits(Address.street), 'Enter a street and number, at most 200 characters.'],
  zip_code: [fits(Address.zipCode), 'Enter a postal code, at most 20 characters.'],
  city: [fits(Address.city), 'Enter a city, at most 200 characters.'],
  state: [fits(Address.state), 'Enter at most 100 characters.'],
  country: [fits(Address.country), 'Enter a country, at most 100 characters.'],
  credit_card_number: [fits(Card.shape.number), 'Enter the 12 to 19 digits on the front of the card.'],
  credit_card_expiration_month: [fitsNumber(Card.shape.expirationMonth), 'Choose the month, 1 to 12.'],
  credit_card_expiration_year: [fitsNumber(Card.shape.expirationYear), 'Choose the year, with four digits.'],
  credit_card_cvv: [fits(Card.shape.cvv), 'Enter the 3 or 4 digits of the security code.'],
};

export function readCheckout(body: unknown): CheckoutForm {
  const fields = textFields(body, [...CHECKOUT_FIELDS, KEY_FIELD, CURRENCY_FIELD, TOTAL_FIELD]);
  const faults: Partial<Record<CheckoutField, string>> = {};
  const values: Partial<Record<CheckoutField, string>> = {};
  for (const name of CHECKOUT_FIELDS) {
    const [isRight, advice] = RULES[name];
    if (!isRight(fields[name])) faults[name] = advice;
    if (!name.startsWith('credit_card')) values[name] = fields[name];
  }
  const key = oneTimeKey(fields[KEY_FIELD]);
  const shown = (name: typeof CURRENCY_FIELD | typeof TOTAL_FIELD) => fields[name] || undefined;
  const details = Object.keys(faults).length > 0 ? undefined : detailsOf(fields);
  return { key, shownCurrency: shown(CURRENCY_FIELD), shownTotal: shown(TOTAL_FIELD), values, faults, details };
}

function detailsOf(fields: Readonly<Record<CheckoutField, string>>): CheckoutDetails {
  return {
    email: fields.email,
    address: {
      street: fields.street_address,
      city: fields.city,
      state: fields.state,
      country: fields.country,
      zipCode: fields.zip_code,
    },
    card: {
      number: fields.credit_card_number,
      cvv: fields.credit_card_cvv,
      expirationMonth: Number(fields.credit_card_expiration_month),
      expirationYear: Number(fields.credit_card_expiration_year),
    },
  };
}

function fits(schema: z.ZodType): (text: string) => boolean {
  return (text) => schema.safeParse(text).success;
}

function fitsNumber(schema: z.ZodType): (text: string) => boolean {
  return (text) => /^\d{1,4}$/.test(text) && schema.safeParse(Number(text)).success;
}
