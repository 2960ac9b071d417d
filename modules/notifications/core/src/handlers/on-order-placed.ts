import { module } from '../module.ts';
import { writeMail } from './write-mail.ts';

export const onOrderPlaced = module.on('orders', 'placed', 'on-order-placed', (order, context) =>
  writeMail('order-placed', order, context),
);
