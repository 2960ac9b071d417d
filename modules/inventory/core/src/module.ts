import { defineModule } from '@carveout/runtime';
import { inventory } from '@shop/inventory';
import { z } from 'zod';
import { persistence } from './persistence/persistence.ts';

export const module = defineModule(inventory, {
  persistence,
  config: z.object({
    /** Minutes for which goods are set aside. Default 15. */
    reservationMinutes: z.number().positive().max(1440).default(15),
  }),
});
