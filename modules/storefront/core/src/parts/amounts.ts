import type { Money } from '@shop/currencies';
import { html } from '../html.ts';
import { moneyText } from '../money-text.ts';

export interface AmountsProps {
  readonly subtotal?: Money;
  readonly shipping: Money;
  readonly total: Money;
}

export function Amounts({ subtotal, shipping, total }: AmountsProps) {
  return html`<dl class="amounts">
    ${
      subtotal &&
      html`<div>
        <dt>Products</dt>
        <dd class="number">${moneyText(subtotal)}</dd>
      </div>`
    }
    <div>
      <dt>Shipping</dt>
      <dd class="number">${moneyText(shipping)}</dd>
    </div>
    <div class="total">
      <dt>Total</dt>
      <dd class="number">${moneyText(total)}</dd>
    </div>
  </dl>`;
}
