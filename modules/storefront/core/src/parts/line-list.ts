import type { Money } from '@shop/currencies';
import { html } from '../html.ts';
import { moneyText } from '../money-text.ts';
import { Picture } from './picture.ts';

export interface LineProps {
  readonly productId: string;
  readonly name: string;
  /** The drawing, where the catalog was asked; an order has only names. */
  readonly picture?: string | undefined;
  readonly quantity: number;
  /** Of all pieces. */
  readonly cost: Money;
}

/** The lines of a cart or an order. */
export function LineList({ lines }: { readonly lines: readonly LineProps[] }) {
  return html`<ul class="lines" role="list">
    ${lines.map(
      ({ productId, name, picture, quantity, cost }) =>
        html`<li class=${picture ? '' : 'plain'}>
          ${picture && html`<${Picture} name=${picture} />`}
          <div>
            <a href=${`/product/${productId}`}>${name}</a>
            <span class="muted">${quantity} ${quantity === 1 ? 'piece' : 'pieces'}</span>
          </div>
          <span class="number">${moneyText(cost)}</span>
        </li>`,
    )}
  </ul>`;
}
