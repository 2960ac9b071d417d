import { multiply } from '@shop/currencies';
import type { Order } from '@shop/orders';
import { html } from '../html.ts';
import { Amounts } from '../parts/amounts.ts';
import { LineList } from '../parts/line-list.ts';

export interface OrderPageProps {
  readonly order: Order;
  /** True right after the checkout: says thank you. */
  readonly justPlaced: boolean;
}

export function OrderPage({ order, justPlaced }: OrderPageProps) {
  const lines = order.items.map(({ productId, name, quantity, price }) => ({
    productId,
    name,
    quantity,
    cost: multiply(price, quantity),
  }));
  return html`<div class="order" data-order-id=${order.id}>
    <div class="intro">
      <h1>${justPlaced ? 'Thank you, your order is placed' : 'Your order'}</h1>
      <p class="lead">${leadOf(order, justPlaced)}</p>
    </div>
    <${Facts} order=${order} />
    <section class="summary" aria-labelledby="items">
      <h2 id="items">What you ordered</h2>
      <${LineList} lines=${lines} />
      <${Amounts} shipping=${order.shippingCost} total=${order.total} />
    </section>
    <div class="ways">
      <a class="button" href="/">Keep looking around</a><a class="button quiet" href="/orders">All orders</a>
    </div>
  </div>`;
}

function leadOf({ status, email }: Order, justPlaced: boolean): string {
  if (status === 'cancelled') return 'This order was cancelled: the money and the goods went back.';
  return justPlaced ? `A confirmation goes to ${email}.` : 'It is paid for and on its way.';
}

function Facts({ order }: { readonly order: Order }) {
  const { street, city, state, zipCode, country } = order.address;
  const place = state === '' ? `${zipCode} ${city}` : `${city}, ${state} ${zipCode}`;
  return html`<dl class="facts">
    <div>
      <dt>Order number</dt>
      <dd>${order.id}</dd>
    </div>
    <div>
      <dt>Tracking number</dt>
      <dd>${order.trackingId}</dd>
    </div>
    <div>
      <dt>Paid by card</dt>
      <dd>ending in ${order.payment.lastFour}</dd>
    </div>
    <div>
      <dt>Sent to</dt>
      <dd>${street}<br />${place}<br />${country}</dd>
    </div>
  </dl>`;
}
