import { module } from '../module.ts';
import { PaymentEntity } from '../persistence/payment-entity.ts';
import { takenBy } from '../persistence/payment-rows.ts';

export const byOrder = module.handle('byOrder', async ({ orderId }, { em }) => {
  const payment = await em.findOne(PaymentEntity, { orderId });
  if (payment === null || payment.status === 'void') return { payment: null };
  return { payment: { ...takenBy(payment), orderId, status: payment.status } };
});
