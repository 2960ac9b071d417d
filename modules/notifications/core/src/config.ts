import { z } from 'zod';

export const NotificationsConfig = z.object({
  /** Milliseconds that the fake mail provider takes at least for every mail. */
  fakeDelayMs: z.int().min(0).max(60_000).default(0),
  /** The share of mails that the fake mail provider does not take, 0 to 1. */
  fakeFailureRate: z.number().min(0).max(1).default(0),
});
export type NotificationsConfig = z.output<typeof NotificationsConfig>;
