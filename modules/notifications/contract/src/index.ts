import { defineContract, query } from '@carveout/contract';
import { z } from 'zod';

/** The order that a mail is about. */
const OrderId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _');

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
    input: z.object({ orderId: OrderId }),
    output: z.object({ mails: z.array(Mail) }),
    http: 'GET /api/notifications/:orderId',
    access: 'operator',
    summary: 'The mails about an order, oldest first.',
  }),
});

export default notifications;
