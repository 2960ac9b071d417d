import type { Visit } from './visit.ts';

/** How many pieces are in the cart, for the header; undefined when that cannot be told just now. */
export async function cartCount({ calls, customer, tools }: Visit): Promise<number | undefined> {
  try {
    const { items } = await calls.carts.get({ customer }, { timeout: 1_500 });
    return items.reduce((count, { quantity }) => count + quantity, 0);
  } catch (error) {
    tools.log.warn({ err: error }, 'a page goes without the number of things in the cart');
    return undefined;
  }
}
