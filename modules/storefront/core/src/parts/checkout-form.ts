import { CURRENCY_FIELD, KEY_FIELD, TOTAL_FIELD } from '../forms/checkout-form.ts';
import type { CheckoutFaults, CheckoutValues } from '../forms/checkout-form.ts';
import { toDecimal } from '@shop/currencies';
import type { Money } from '@shop/currencies';
import { html } from '../html.ts';
import { ChoiceField } from './choice-field.ts';
import { TextField } from './text-field.ts';

export interface CheckoutFormProps {
  /** Names this checkout: the form sent twice makes one order. */
  readonly checkoutKey: string;
  /** What is ordered comes to so much: sent with the form, so that nothing else is charged. */
  readonly total: Money;
  readonly values: CheckoutValues;
  readonly faults: CheckoutFaults;
  /** The first year that a card may expire in. */
  readonly thisYear: number;
}

const MONTHS = Array.from({ length: 12 }, (_, index) => [`${index + 1}`, `${index + 1}`.padStart(2, '0')] as const);
const YEARS_AHEAD = 11;

/** Where to send the order and how to pay. What was typed is kept, except the card. */
export function CheckoutForm(props: CheckoutFormProps) {
  return html`<form method="post" action="/cart/checkout" aria-labelledby="checkout">
    <h2 id="checkout">Checkout</h2>
    <input type="hidden" name=${KEY_FIELD} value=${props.checkoutKey} />
    <input type="hidden" name=${CURRENCY_FIELD} value=${props.total.currency} />
    <input type="hidden" name=${TOTAL_FIELD} value=${toDecimal(props.total)} />
    <${AddressFields} ...${props} />
    <${CardFields} ...${props} />
    <button class="button wide" type="submit">Place order</button>
  </form>`;
}

function AddressFields({ values, faults }: CheckoutFormProps) {
  const of = (name: keyof CheckoutValues) => ({ name, value: values[name], fault: faults[name] });
  return html`<fieldset>
    <legend>Where to send it</legend>
    <div class="fields">
      <${TextField} ...${of('email')} label="Email" type="email" autocomplete="email" maxlength=${254} />
      <${TextField}
        ...${of('street_address')}
        label="Street and number"
        autocomplete="address-line1"
        maxlength=${200}
      />
      <${TextField} ...${of('zip_code')} label="Postal code" autocomplete="postal-code" maxlength=${20} size="half" />
      <${TextField} ...${of('city')} label="City" autocomplete="address-level2" maxlength=${200} size="half" />
      <${TextField}
        ...${of('state')}
        label="State"
        autocomplete="address-level1"
        maxlength=${100}
        required=${false}
        size="half"
      />
      <${TextField} ...${of('country')} label="Country" autocomplete="country-name" maxlength=${100} size="half" />
    </div>
  </fieldset>`;
}

function CardFields({ faults, thisYear }: CheckoutFormProps) {
  const years = Array.from({ length: YEARS_AHEAD }, (_, index) => [`${thisYear + index}`, `${thisYear + index}`]);
  return html`<fieldset>
    <legend>Card</legend>
    <div class="fields">
      <${TextField}
        name="credit_card_number"
        label="Card number"
        autocomplete="cc-number"
        inputmode="numeric"
        maxlength=${40}
        fault=${faults.credit_card_number}
        hint="This is a demonstration: no money moves. 4432 8015 6152 0454 is a number that works."
      />
      <${ChoiceField}
        name="credit_card_expiration_month"
        label="Month"
        choices=${MONTHS}
        autocomplete="cc-exp-month"
        fault=${faults.credit_card_expiration_month}
      />
      <${ChoiceField}
        name="credit_card_expiration_year"
        label="Year"
        choices=${years}
        autocomplete="cc-exp-year"
        fault=${faults.credit_card_expiration_year}
      />
      <${TextField}
        name="credit_card_cvv"
        label="CVV"
        autocomplete="cc-csc"
        inputmode="numeric"
        maxlength=${4}
        size="third"
        fault=${faults.credit_card_cvv}
      />
    </div>
  </fieldset>`;
}
