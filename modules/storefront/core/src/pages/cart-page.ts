import { html } from '../html.ts';
import { Amounts } from '../parts/amounts.ts';
import { CheckoutForm } from '../parts/checkout-form.ts';
import type { CheckoutFormProps } from '../parts/checkout-form.ts';
import { LineList } from '../parts/line-list.ts';
import { Notice } from '../parts/notice.ts';
import { Suggestions } from '../parts/suggestions.ts';
import type { CartContents } from '../shop/cart-contents.ts';

export interface CartPageProps {
  readonly cart: CartContents;
  readonly checkout: CheckoutFormProps;
  /** Why an order was not taken, when the page answers one. */
  readonly notice?: string | undefined;
}

export function CartPage({ cart, checkout, notice }: CartPageProps) {
  return html`${notice && html`<${Notice} heading="Not ordered"><p>${notice}</p></${Notice}>`}
    ${cart.lines.length === 0 ? html`<${EmptyCart} />` : html`<${FullCart} cart=${cart} checkout=${checkout} />`}
    <${Suggestions} products=${cart.suggestions} />`;
}

function EmptyCart() {
  return html`<div class="empty">
    <h1>Your cart is empty</h1>
    <p class="lead">Whatever you add stays here until you order it or end the session.</p>
    <a class="button" href="/">See all products</a>
  </div>`;
}

function FullCart({ cart, checkout }: CartPageProps) {
  const lines = cart.lines.map(({ product, quantity, cost }) => ({
    productId: product.id,
    name: product.name,
    picture: product.picture,
    quantity,
    cost,
  }));
  return html`<div class="title">
      <h1>Your cart</h1>
      <form method="post" action="/cart/empty">
        <button class="button quiet" type="submit">Empty the cart</button>
      </form>
    </div>
    <div class="checkout">
      <section class="summary" aria-labelledby="summary">
        <h2 id="summary">What you order</h2>
        <${LineList} lines=${lines} />
        <${Amounts} subtotal=${cart.subtotal} shipping=${cart.shipping} total=${cart.total} />
      </section>
      <${CheckoutForm} ...${checkout} />
    </div>`;
}
