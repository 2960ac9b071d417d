/** A route of the shop's web surface and the statuses that a visitor who does nothing wrong may get from it. */
export interface Route {
  readonly name: string;
  readonly expected: readonly number[];
}

const page = [200];
/** A form post answers with a redirect, so that a reload does not post again. */
const redirect = [302, 303];

export const routes = {
  index: { name: 'GET /', expected: page },
  product: { name: 'GET /product/:id', expected: page },
  setCurrency: { name: 'POST /setCurrency', expected: redirect },
  cart: { name: 'GET /cart', expected: page },
  addToCart: { name: 'POST /cart', expected: redirect },
  emptyCart: { name: 'POST /cart/empty', expected: redirect },
  checkout: { name: 'POST /cart/checkout', expected: [200, ...redirect] },
  logout: { name: 'GET /logout', expected: redirect },
  /** Where a redirect leads that is none of the above, such as an order's own page. */
  other: { name: 'GET (other)', expected: page },
} as const satisfies Record<string, Route>;

/** The route that a GET of this path is counted under. */
export function routeOfPath(path: string): Route {
  if (path === '/') return routes.index;
  if (path === '/cart') return routes.cart;
  if (path === '/logout') return routes.logout;
  if (path.startsWith('/product/')) return routes.product;
  return routes.other;
}
