import { z } from 'zod';

/** Published with the source, so that it keeps no secret. */
const DEVELOPMENT_SECRET = 'for development only';

export const PaymentsConfig = z.object({
  /** Milliseconds that every request to the fake card provider takes at least. */
  fakeDelayMs: z.int().min(0).max(60_000).default(0),
  /** The share of requests to the fake card provider that break, 0 to 1. */
  fakeFailureRate: z.number().min(0).max(1).default(0),
  /** Seals the fake card provider's tokens; the same on all replicas. In production it must be set. */
  fakeVaultSecret: z
    .string()
    .min(16)
    .default(DEVELOPMENT_SECRET)
    .refine((secret) => process.env['NODE_ENV'] !== 'production' || secret !== DEVELOPMENT_SECRET, {
      message: 'must not be the published default in production',
    }),
});
export type PaymentsConfig = z.output<typeof PaymentsConfig>;
