import { z } from 'zod';

export const PaymentsConfig = z.object({
  /** Milliseconds that every request to the fake card provider takes at least. */
  fakeDelayMs: z.int().min(0).max(60_000).default(0),
  /** The share of requests to the fake card provider that break, 0 to 1. */
  fakeFailureRate: z.number().min(0).max(1).default(0),
  /** Seals the fake card provider's tokens; the same on all replicas. */
  fakeVaultSecret: z.string().min(16).default('for development only'),
});
export type PaymentsConfig = z.output<typeof PaymentsConfig>;
