import { defineContract, query } from '@carveout/contract';
import { z } from 'zod';

/** A mail about an order; `sentAt` is null until the provider has taken it. */
export const Mail = z.object({
  orderId: z.string(),
  kind: z.enum(['order-placed', 'order-cancelled']),
  to: z.string(),
  subject: z.string(),
  sentAt: z.iso.datetime().nullable(),
});
export type Mail = z.output<typeof Mail>;

/** Tells customers by mail what became of their orders. */
export const notifications = defineContract('notifications', {
  sent: query({
    input: z.object({ orderId: z.string().min(1).max(64) }),
    output: z.object({ mails: z.array(Mail) }),
    http: 'GET /api/notifications/:orderId',
    access: 'operator',
    summary: 'The mails about an order, oldest first.',
  }),
});

export default notifications;
