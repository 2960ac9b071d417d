import { MAX_QUANTITY, ProductId } from '@shop/catalog';
import { VisitorError, unknownProduct } from '../visitor-error.ts';
import { oneTimeKey, textFields } from './fields.ts';

/** Names the one-time key that makes a repeat of the form add once. */
export const ADD_KEY_FIELD = 'add_key';

export interface AddToCart {
  readonly productId: string;
  readonly quantity: number;
  /** The hidden key; undefined when the form brought none. */
  readonly key: string | undefined;
}

/** @throws VisitorError that says what to change. */
export function readAddToCart(body: unknown): AddToCart {
  const fields = textFields(body, ['product_id', 'quantity', ADD_KEY_FIELD]);
  if (fields.product_id === '') throw new VisitorError(400, 'Which product?', 'The form did not say what to add.');
  const productId = ProductId.safeParse(fields.product_id);
  if (!productId.success) throw unknownProduct();
  const quantity = /^\d{1,9}$/.test(fields.quantity) ? Number(fields.quantity) : 0;
  if (quantity < 1 || quantity > MAX_QUANTITY) {
    throw new VisitorError(
      422,
      'How many would you like?',
      `A quantity is a whole number from 1 to ${MAX_QUANTITY}. Nothing was added to your cart.`,
      { href: `/product/${productId.data}`, label: 'Back to the product' },
    );
  }
  return { productId: productId.data, quantity, key: oneTimeKey(fields[ADD_KEY_FIELD]) };
}
