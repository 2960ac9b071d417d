import { MAX_QUANTITY } from '@shop/catalog';
import type { Product } from '@shop/catalog';
import { ADD_KEY_FIELD } from '../forms/add-to-cart-form.ts';
import { html } from '../html.ts';
import { moneyText } from '../money-text.ts';
import { Picture } from '../parts/picture.ts';
import { Suggestions } from '../parts/suggestions.ts';

export interface ProductPageProps {
  readonly product: Product;
  readonly suggestions: readonly Product[];
  /** Names this addition: the form sent twice adds once. */
  readonly addKey: string;
}

export function ProductPage({ product, suggestions, addKey }: ProductPageProps) {
  return html`<p class="crumb"><a href="/">All products</a></p>
    <article class="product">
      <${Picture} name=${product.picture} />
      <div class="product-text">
        <ul class="tags" role="list" aria-label="Categories">
          ${product.categories.map((category) => html`<li>${category}</li>`)}
        </ul>
        <h1>${product.name}</h1>
        <p class="lead">${product.description}</p>
        <p class="price number">${moneyText(product.price)}</p>
        <${AddToCart} productId=${product.id} addKey=${addKey} />
      </div>
    </article>
    <${Suggestions} products=${suggestions} />`;
}

function AddToCart({ productId, addKey }: { readonly productId: string; readonly addKey: string }) {
  return html`<form class="add" method="post" action="/cart">
    <input type="hidden" name="product_id" value=${productId} />
    <input type="hidden" name=${ADD_KEY_FIELD} value=${addKey} />
    <div class="field">
      <label for="quantity">Quantity</label>
      <input
        id="quantity"
        name="quantity"
        type="number"
        inputmode="numeric"
        min="1"
        max=${MAX_QUANTITY}
        value="1"
        required
        autocomplete="off"
      />
    </div>
    <button class="button" type="submit">Add to cart</button>
  </form>`;
}
