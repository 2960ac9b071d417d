import { iconPath } from '../assets/index.ts';
import { html } from '../html.ts';
import { CurrencyForm } from '../parts/currency-form.ts';
import { SHOP_NAME } from './page-frame.ts';
import type { Frame } from './page-frame.ts';

export function SiteHeader({ currency, currencies, cartCount, here }: Frame) {
  const current = (name: Frame['here']) => (here === name ? 'page' : undefined);
  return html`<header class="top">
    <div class="wrap">
      <a class="brand" href="/"><img src=${iconPath} alt="" width="48" height="36" />${SHOP_NAME}</a>
      <nav aria-label="Shop">
        <ul role="list">
          <li><a href="/orders" aria-current=${current('orders')}>Orders</a></li>
          <li>
            <a href="/cart" aria-current=${current('cart')}>Cart<${CartCount} count=${cartCount} /></a>
          </li>
        </ul>
      </nav>
      <${CurrencyForm} currency=${currency} currencies=${currencies} />
    </div>
  </header>`;
}

function CartCount({ count }: { readonly count: number | undefined }) {
  if (!count) return null;
  const pieces = count === 1 ? 'piece' : 'pieces';
  return html`${' '}<span class="count number">${count}</span>${' '}<span class="hidden">${pieces}</span>`;
}
