import { command, defineContract, query } from '@carveout/contract';
import { z } from 'zod';

const Item = z.object({ id: z.string(), quantity: z.int() });

/** A module with one of everything that the gateway routes. */
export const stock = defineContract('stock', {
  list: query({ input: z.object({}), output: z.array(Item), http: 'GET /stock', access: 'public' }),
  mine: query({ input: z.object({}), output: z.array(Item), http: 'GET /stock/mine', access: 'public' }),
  byId: query({ input: z.object({ id: z.string() }), output: Item, http: 'GET /stock/:id', access: 'public' }),
  add: command({ input: Item, output: Item, http: 'POST /stock', access: 'public' }),
  change: command({ input: Item, output: Item, http: 'PUT /stock/:id', access: 'public' }),
  parts: query({
    input: z.object({ id: z.string(), part: z.string() }),
    output: Item,
    http: 'GET /stock/:id/parts/:part',
    access: 'public',
  }),
  inside: query({ input: z.string(), output: z.string() }),
});

/** Owns pages, and no operation. */
export const storefront = defineContract('storefront', {});
