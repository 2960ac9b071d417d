import { defineContract, query } from '@carveout/contract';
import type { Client } from '@carveout/runtime';
import { z } from 'zod';

/** Who asks wants the answer within this; later it is worth nothing. */
export const WANTED_MS = 1_000;

/** A module whose work takes the processor for a while, before and after something that others do. */
export const busy = defineContract('busy', {
  work: query({
    input: z.object({}),
    output: z.object({ done: z.boolean() }),
    timeout: WANTED_MS,
    http: 'GET /work',
    access: 'public',
  }),
});
export type BusyCalls = Client<typeof busy>;
