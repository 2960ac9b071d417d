import type { Product } from '@shop/catalog';
import { html } from '../html.ts';
import { ProductGrid } from '../parts/product-grid.ts';

export function HomePage({ products }: { readonly products: readonly Product[] }) {
  return html`<div class="intro">
      <h1>Small things, well made</h1>
      <p class="lead">
        For the table, the shelf and the wardrobe. Prices in your currency, shipping at one flat price.
      </p>
    </div>
    <${ProductGrid} products=${products} level=${2} />`;
}
