import { module } from '../module.ts';
import { writeMail } from './write-mail.ts';

export const onOrderCancelled = module.on('orders', 'cancelled', 'on-order-cancelled', ({ order }, context) =>
  writeMail('order-cancelled', order, context),
);
