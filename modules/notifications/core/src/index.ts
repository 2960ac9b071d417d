import { onOrderCancelled } from './handlers/on-order-cancelled.ts';
import { onOrderPlaced } from './handlers/on-order-placed.ts';
import { resendMails } from './handlers/resend-mails.ts';
import { sent } from './handlers/sent.ts';
import { module } from './module.ts';

export default module.assemble({
  handlers: { sent },
  listeners: [onOrderPlaced, onOrderCancelled],
  schedules: [resendMails],
});
