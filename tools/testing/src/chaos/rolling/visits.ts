import { randomUUID } from 'node:crypto';
import { GOOD_CARD } from '../../e2e/api-customer.ts';
import { BUYER } from '../../e2e/one-checkout.ts';
import { newSession } from '../../e2e/session.ts';
import type { Session } from '../../e2e/session.ts';
import type { Random } from '../../load/random.ts';
import { routes } from '../../load/routes.ts';
import type { Route } from '../../load/routes.ts';
import { currencyCodes, productIds } from '../../load/visits/goods.ts';
import type { Asked, Outcome } from './send.ts';

/** What a visitor has: who they are, and a way to send, which counts. Undefined: it failed, and that is counted. */
export interface Visitor {
  readonly session: Session;
  readonly random: Random;
  ask(asked: Asked): Promise<string | undefined>;
  /** Ids of orders that were confirmed to somebody. */
  readonly acknowledged: string[];
}

type Visit = (visitor: Visitor) => Promise<unknown>;

const CONFIRMED = /data-order-id="([\w-]+)"/;
const api = { expected: [200] };

const index: Visit = ({ ask, session }) => ask(page(routes.index, '/', session));

const product: Visit = ({ ask, session, random }) =>
  ask(page(routes.product, `/product/${random.pick(productIds)}`, session));

const cart: Visit = ({ ask, session }) => ask(page(routes.cart, '/cart', session));

const setCurrency: Visit = ({ ask, session, random }) =>
  ask(form(routes.setCurrency, '/setCurrency', session, { currency_code: random.pick(currencyCodes) }));

const addToCart: Visit = ({ ask, session, random }) =>
  ask(form(routes.addToCart, '/cart', session, { product_id: random.pick(productIds), quantity: '1' }));

const checkout: Visit = async (visitor) => {
  if ((await addToCart(visitor)) === undefined) return;
  const fields = { ...BUYER, checkout_key: randomUUID() };
  const text = await visitor.ask({
    ...form(routes.checkout, '/cart/checkout', visitor.session, fields),
    expected: [200],
  });
  const order = text === undefined ? undefined : CONFIRMED.exec(text)?.[1];
  if (order !== undefined) visitor.acknowledged.push(order);
};

const order: Visit = async ({ ask, session, random, acknowledged }) => {
  const { customer } = session;
  const item = { productId: random.pick(productIds), quantity: 1 };
  const card = { number: GOOD_CARD, cvv: '672', expirationMonth: 1, expirationYear: 2039 };
  const filled = await ask(json('POST /api/carts/:id/items', `/api/carts/${customer}/items`, session, item));
  const kept = filled && (await ask(json('POST /api/cards', '/api/cards', session, { card })));
  if (!kept) return;
  const address = { street: '1 Main Street', city: 'Mountain View', state: 'CA', country: 'US', zipCode: '94043' };
  const { token } = JSON.parse(kept) as { token: string };
  const wanted = { customer, currency: 'EUR', email: 'ann@example.com', address, card: token };
  const answer = await ask(json('POST /api/orders', '/api/orders', session, wanted));
  if (answer !== undefined) acknowledged.push((JSON.parse(answer) as { id: string }).id);
};

/** By weight. */
const VISITS: readonly (readonly [Visit, number])[] = [
  [index, 2],
  [product, 10],
  [cart, 3],
  [setCurrency, 2],
  [addToCart, 3],
  [checkout, 2],
  [order, 1],
];
const TOTAL = VISITS.reduce((sum, [, weight]) => sum + weight, 0);

/** Somebody new comes to the shop and does one thing, or two that belong together. Resolves when all is answered. */
export async function visit(
  random: Random,
  acknowledged: string[],
  ask: (asked: Asked) => Promise<Outcome>,
): Promise<void> {
  let left = random.next() * TOTAL;
  const [chosen] = VISITS.find(([, weight]) => (left -= weight) < 0) ?? VISITS[0]!;
  await chosen({
    session: newSession(),
    random,
    acknowledged,
    ask: async (asked) => {
      const { failure, text } = await ask(asked);
      return failure === undefined ? text : undefined;
    },
  });
}

function page({ name, expected }: Route, path: string, { cookie }: Session): Asked {
  return { route: name, method: 'GET', path, headers: { cookie }, expected };
}

function form(route: Route, path: string, session: Session, fields: Readonly<Record<string, string>>): Asked {
  const headers = { cookie: session.cookie, 'content-type': 'application/x-www-form-urlencoded' };
  return { ...page(route, path, session), method: 'POST', headers, body: new URLSearchParams(fields).toString() };
}

function json(route: string, path: string, { cookie }: Session, body: unknown): Asked {
  const headers = { cookie, 'content-type': 'application/json', 'idempotency-key': randomUUID() };
  return { route, method: 'POST', path, headers, body: JSON.stringify(body), ...api };
}
