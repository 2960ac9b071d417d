import { defineModule } from '@carveout/runtime';
import { carts } from '@shop/carts';
import { catalog } from '@shop/catalog';
import { z } from 'zod';
import { persistence } from './persistence/persistence.ts';

export const module = defineModule(carts, {
  calls: { catalog },
  persistence,
  config: z.object({
    /** Days after which a cart that nobody touched is forgotten. Default 90. */
    keepDays: z.int().min(1).max(3650).default(90),
  }),
});
