import { command, defineContract, event, plainText, query } from '@carveout/contract';
import { z } from 'zod';
import { Price, Product, ProductId } from './product.ts';

export { Line, Lines, MAX_LINES, MAX_QUANTITY, Price, Product, ProductId, Quantity } from './product.ts';

const UnknownProduct = z.object({ productId: ProductId });

/** A product has another price. */
export const PriceChanged = z.object({ productId: ProductId, price: Price, previous: Price });
export type PriceChanged = z.output<typeof PriceChanged>;

/** What the shop sells, and for how much. */
export const catalog = defineContract('catalog', {
  list: query({
    input: z.object({}),
    output: z.object({ products: z.array(Product) }),
    http: 'GET /api/products',
    access: 'public',
    summary: 'All products, in the order in which the shop shows them.',
  }),
  byId: query({
    input: z.object({ id: ProductId }),
    output: Product,
    errors: { UNKNOWN_PRODUCT: UnknownProduct },
    http: 'GET /api/products/:id',
    access: 'public',
    summary: 'One product.',
  }),
  /** Several products in the order asked for; unknown ones are left out, and the caller decides what that means. */
  byIds: query({
    input: z.object({ ids: z.array(ProductId).max(200) }),
    output: z.object({ products: z.array(Product) }),
  }),
  /** The ids of all products, in the order of `list`, for those who need no more than these. */
  ids: query({
    input: z.object({}),
    output: z.object({ ids: z.array(ProductId) }),
  }),
  search: query({
    input: z.object({ text: plainText().trim().min(1).max(100) }),
    output: z.object({ products: z.array(Product) }),
    http: 'GET /api/search',
    access: 'public',
    summary: 'Products whose name, description or category contains the text, whatever the case.',
  }),
  changePrice: command({
    input: z.object({ id: ProductId, price: Price }),
    output: Product,
    errors: { UNKNOWN_PRODUCT: UnknownProduct },
    http: 'PUT /api/products/:id/price',
    access: 'operator',
    summary: 'Gives a product another price. Orders that were placed keep theirs.',
  }),
  priceChanged: event({ version: 1, payload: PriceChanged, key: ({ productId }) => productId }),
});

export default catalog;
