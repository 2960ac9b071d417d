import type { Random } from '../random.ts';
import { addToCart } from './add-to-cart.ts';
import { browseProduct } from './browse-product.ts';
import { checkout } from './checkout.ts';
import { emptyCart } from './empty-cart.ts';
import { indexPage } from './index-page.ts';
import { logout } from './logout.ts';
import { setCurrency } from './set-currency.ts';
import { viewCart } from './view-cart.ts';
import type { Visit } from './visit.ts';

/** Weighted like the load generator of the well-known Online Boutique, with the cart emptied and logouts beside. */
export const visits: readonly Visit[] = [
  indexPage,
  setCurrency,
  browseProduct,
  addToCart,
  viewCart,
  checkout,
  emptyCart,
  logout,
];

const totalWeight = visits.reduce((sum, { weight }) => sum + weight, 0);

/** The next thing to do, by weight. */
export function nextVisit(random: Random): Visit {
  let left = random.next() * totalWeight;
  for (const visit of visits) {
    left -= visit.weight;
    if (left < 0) return visit;
  }
  return visits[0]!;
}
