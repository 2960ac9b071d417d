import { drive } from '../../calls/drive.ts';
import type { Driven } from '../../calls/drive.ts';
import { offer } from '../../harness/offer.ts';
import { nextEvent, nextOrder } from '../message.ts';
import { ordersStore } from '../ours-modules.ts';
import { writeOrder } from '../ours-modules.ts';

export interface TransactionOffers {
  start(setting: { readonly databaseUrl: string }): Promise<void>;
  /** Business transactions per second, 8 at a time; `outbox`: each saves a message with its data. */
  measure(options: { readonly seconds: number; readonly outbox: boolean }): Promise<Driven>;
  stop(): Promise<void>;
}

const AT_A_TIME = 8;
let store: ReturnType<typeof ordersStore> | undefined;

const offers: TransactionOffers = {
  start: async ({ databaseUrl }) => {
    store = ordersStore(databaseUrl);
    await store.start();
  },
  measure: ({ seconds, outbox }) =>
    drive(
      () =>
        store!.transaction(async (em, effects) => {
          writeOrder(em, nextOrder());
          if (outbox) effects.outbox.push(nextEvent('orders'));
        }),
      { inFlight: AT_A_TIME, seconds },
    ),
  stop: async () => store?.stop(),
};
offer({ ...offers });
