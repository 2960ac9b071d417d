import { moved } from '../../domain/order-status.ts';
import { OrderEntity } from '../../persistence/order-entity.ts';
import { lockOrder } from '../../persistence/order-rows.ts';
import { given } from './place-state.ts';
import type { PlaceStep } from './place-state.ts';

/** Writes the order down, as one that nobody was told of. */
export const open: PlaceStep = {
  name: 'open',
  run: (state, { transaction, startedAt }) =>
    transaction(async ({ em }) => {
      // There already, when an earlier try committed and its answer was lost.
      if ((await lockOrder(em, state.orderId)) !== null) return;
      em.create(OrderEntity, {
        id: state.orderId,
        customer: state.customer,
        email: state.email,
        address: state.address,
        status: 'pending',
        currency: state.currency,
        items: state.items.map((item) => ({ ...item })),
        shippingCost: given(state.shippingCost, 'a shipping cost'),
        total: given(state.total, 'a total'),
        createdAt: new Date(startedAt),
      });
    }),
  compensate: ({ orderId }, { transaction }) =>
    transaction(async ({ em }) => {
      const order = await lockOrder(em, orderId);
      if (order !== null && order.status !== 'failed') order.status = moved(order.status, 'failed');
    }),
};
