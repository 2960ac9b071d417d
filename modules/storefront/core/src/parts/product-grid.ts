import type { Product } from '@shop/catalog';
import { html } from '../html.ts';
import { moneyText } from '../money-text.ts';
import { Picture } from './picture.ts';

export interface ProductGridProps {
  readonly products: readonly Product[];
  /** Level of each product's heading, below the one that the grid stands under. */
  readonly level: 2 | 3;
}

/** Products as cards; the whole card is the link. */
export function ProductGrid({ products, level }: ProductGridProps) {
  return html`<ul class="grid" role="list">
    ${products.map((product) => html`<li key=${product.id}><${ProductCard} product=${product} level=${level} /></li>`)}
  </ul>`;
}

function ProductCard({ product, level }: { readonly product: Product; readonly level: 2 | 3 }) {
  return html`<article class="card">
    <${Picture} name=${product.picture} />
    <div class="card-text">
      <${`h${level}`}><a href=${`/product/${product.id}`}>${product.name}</a></${`h${level}`}>
      <p class="price number">${moneyText(product.price)}</p>
    </div>
  </article>`;
}
