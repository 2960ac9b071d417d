import { html } from '../html.ts';
import { currencyText } from '../money-text.ts';

export interface CurrencyFormProps {
  readonly currency: string;
  readonly currencies: readonly string[];
}

/** Chooses the currency, by a button, so that it needs no script and no choice is sent while arrowing through it. */
export function CurrencyForm({ currency, currencies }: CurrencyFormProps) {
  const codes = currencies.includes(currency) ? currencies : [currency, ...currencies];
  return html`<form class="currency" method="post" action="/setCurrency">
    <label class="hidden" for="currency_code">Currency</label>
    <select id="currency_code" name="currency_code">
      ${codes.map((code) => html`<option value=${code} selected=${code === currency}>${currencyText(code)}</option>`)}
    </select>
    <button class="button quiet" type="submit">Change<span class="hidden"> currency</span></button>
  </form>`;
}
