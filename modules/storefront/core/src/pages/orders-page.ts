import type { Order } from '@shop/orders';
import { html } from '../html.ts';
import { moneyText } from '../money-text.ts';
import { Notice } from '../parts/notice.ts';

const day = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' });

export interface OrdersPageProps {
  readonly orders: readonly Order[];
  /** Said first, when a checkout leads here. */
  readonly notice?: string | undefined;
}

export function OrdersPage({ orders, notice }: OrdersPageProps) {
  return html`${notice && html`<${Notice} heading="This form was sent before"><p>${notice}</p></${Notice}>`}
    <div class="title"><h1>Your orders</h1></div>
    ${
      orders.length === 0
        ? html`<div class="empty">
            <p class="lead">There are none yet in this session.</p>
            <a class="button" href="/">See all products</a>
          </div>`
        : html`<ul class="orders" role="list">
            ${orders.map((order) => html`<${OrderLine} order=${order} />`)}
          </ul>`
    }`;
}

function OrderLine({ order }: { readonly order: Order }) {
  const names = order.items.map(({ name, quantity }) => (quantity === 1 ? name : `${quantity} × ${name}`));
  return html`<li>
    <span><a href=${`/orders/${order.id}`}>${names.join(', ')}</a></span>
    <span class="muted">${order.status === 'cancelled' ? 'Cancelled' : day.format(new Date(order.placedAt))}</span>
    <span class="price number">${moneyText(order.total)}</span>
  </li>`;
}
