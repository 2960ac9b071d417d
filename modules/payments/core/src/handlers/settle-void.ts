import { module } from '../module.ts';
import { PaymentEntity } from '../persistence/payment-entity.ts';
import { giveBack } from './give-back.ts';

/** Milliseconds after which no charge that was under way when its order was refunded can take money any more. */
export const SETTLE_AFTER = 5 * 60_000;
const TRY_AGAIN_AFTER = 60_000;
/** At most so many in one go, one after the other: a provider that was away is not flooded. */
const BATCH = 50;

/**
 * A refund that came before the money was taken found nothing to give back, and a charge that is cut off at its
 * deadline does not see what the provider does after it. So the provider is told once more when both must be over.
 */
export const settleVoid = module.schedule(
  'settle-void',
  { every: 30_000 },
  async (_tick, { em, ports, log, signal, transaction }) => {
    const due = await em.find(
      PaymentEntity,
      { status: 'void', settleAt: { $lte: new Date() } },
      { orderBy: { settleAt: 'asc' }, limit: BATCH },
    );
    if (due.length === 0) return;
    const asked: { orderId: string; settleAt: Date | null }[] = [];
    for (const { orderId } of due) {
      if (signal.aborted) break;
      const settleAt = await giveBack(ports.cards, orderId, 'settled').then(
        () => null,
        (error: unknown) => {
          log.warn({ err: error, order: orderId }, 'not known whether money came in late; asked again');
          return new Date(Date.now() + TRY_AGAIN_AFTER);
        },
      );
      asked.push({ orderId, settleAt });
    }
    await transaction(async ({ em: unit }) => {
      for (const { orderId, settleAt } of asked) await unit.nativeUpdate(PaymentEntity, { orderId }, { settleAt });
    });
  },
);
