import { isDeclared } from '@carveout/runtime';
import { Order } from '@shop/orders';
import { shipping } from '@shop/shipping';
import { z } from 'zod';
import { moved } from '../domain/order-status.ts';
import { module } from '../module.ts';
import { lockOrder, snapshotOfPlaced } from '../persistence/order-rows.ts';
import { FOREVER } from './patience.ts';

/**
 * Takes an order back: stops its parcel, then gives back money and goods. Stopping the parcel decides: before it the
 * cancellation can turn back, after it every step goes forward however long a neighbour is away. Two cancellations of
 * one order walk the same way side by side; each step does its work once.
 */
export const cancel = module.saga('cancel', {
  state: z.object({ id: z.string(), customer: z.string(), order: Order.optional() }),
  begin: ({ id, customer }) => ({ id, customer }),
  steps: [
    {
      name: 'mark',
      run: ({ id, customer }, { transaction, fail, sagaId }) =>
        transaction(async ({ em }) => {
          const row = await lockOrder(em, id);
          if (row === null || row.customer !== customer || row.placedAt === null) return fail('UNKNOWN_ORDER', {});
          if (row.status === 'cancelled') return fail('ALREADY_CANCELLED', {});
          if (row.status === 'cancelling') return;
          row.status = moved(row.status, 'cancelling');
          row.cancellation = sagaId;
        }),
      /** Undoes this cancellation's own mark: one that was refused has marked nothing. */
      compensate: ({ id }, { transaction, sagaId }) =>
        transaction(async ({ em }) => {
          const row = await lockOrder(em, id);
          if (row?.status !== 'cancelling' || row.cancellation !== sagaId) return;
          row.status = moved(row.status, 'placed');
          row.cancellation = null;
        }),
    },
    {
      name: 'stop-parcel',
      giveUpAfter: FOREVER,
      run: async ({ id }, { calls, fail }) => {
        try {
          await calls.shipping.cancel({ orderId: id });
        } catch (error) {
          if (isDeclared(error, shipping.operations.cancel)) fail('ALREADY_SHIPPED', error.data);
          throw error;
        }
      },
    },
    {
      name: 'refund',
      giveUpAfter: FOREVER,
      run: async ({ id }, { calls }) => {
        await calls.payments.refund({ orderId: id });
      },
    },
    {
      name: 'return-goods',
      giveUpAfter: FOREVER,
      run: async ({ id }, { calls }) => {
        await calls.inventory.release({ reservationId: id });
      },
    },
    {
      name: 'conclude',
      giveUpAfter: FOREVER,
      run: ({ id }, { transaction }) =>
        transaction(async ({ em, publish }) => {
          const row = await lockOrder(em, id);
          if (row === null) throw new Error(`order ${id} is gone`);
          if (row.status === 'cancelled') return { order: snapshotOfPlaced(row) };
          row.status = moved(row.status, 'cancelled');
          row.cancelledAt = new Date();
          const order = snapshotOfPlaced(row);
          publish.cancelled({ order, cancelledAt: row.cancelledAt.toISOString() });
          return { order };
        }),
    },
  ],
  finish: ({ order, id }) => {
    if (order === undefined) throw new Error(`order ${id} was not concluded`);
    return order;
  },
});
