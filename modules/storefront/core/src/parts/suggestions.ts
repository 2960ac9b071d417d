import type { Product } from '@shop/catalog';
import { html } from '../html.ts';
import { ProductGrid } from './product-grid.ts';

/** What goes with the things above; nothing at all when there is nothing to suggest. */
export function Suggestions({ products }: { readonly products: readonly Product[] }) {
  if (products.length === 0) return null;
  return html`<section class="more" aria-labelledby="more">
    <h2 id="more">You may also like</h2>
    <${ProductGrid} products=${products} level=${3} />
  </section>`;
}
