import { defineModule } from '@carveout/runtime';
import { orders } from '@shop/orders';
import { shipping } from '@shop/shipping';
import { z } from 'zod';
import { persistence } from './persistence/persistence.ts';

export const module = defineModule(shipping, {
  hears: { orders },
  persistence,
  config: z.object({
    /** Minutes from the placed order until the carrier takes the parcel. Default 30. */
    handlingMinutes: z.number().min(0).max(10_080).default(30),
  }),
});
