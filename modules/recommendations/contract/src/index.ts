import { defineContract, query } from '@carveout/contract';
import { ProductId } from '@shop/catalog';
import { z } from 'zod';

/** Products that go with others. */
export const recommendations = defineContract('recommendations', {
  forProducts: query({
    input: z.object({
      /** What the visitor looks at or has in the cart; may be empty. */
      productIds: z.array(ProductId).max(100),
      /** At most so many; fewer when the catalog has no more. Default 5. */
      count: z.int().min(1).max(10).default(5),
    }),
    output: z.object({ productIds: z.array(ProductId) }),
    http: 'GET /api/recommendations',
    access: 'public',
    summary: 'Products that go with the ones named, without these. The same question gets the same answer.',
  }),
});

export default recommendations;
