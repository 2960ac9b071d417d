import { z } from 'zod';

export const StorefrontConfig = z.object({
  /** A request with `Authorization: Bearer <this>` is an operator's. At least 16 characters. Unset: no operators. */
  operatorToken: z.string().min(16).optional(),
});
export type StorefrontConfig = z.output<typeof StorefrontConfig>;
