import { module } from '../module.ts';
import { CartEntity } from '../persistence/cart-entity.ts';
import { TakingEntity } from '../persistence/taking-entity.ts';

const DAY_MS = 86_400_000;

/** Every night, carts that nobody has touched for `keepDays` go, and what is known of orders that are as old. */
export const forgetAbandoned = module.schedule(
  'forget-abandoned',
  { cron: '15 3 * * *' },
  ({ dueAt }, { transaction, config, log }) =>
    transaction(async ({ em }) => {
      const $lt = new Date(dueAt - config.keepDays * DAY_MS);
      await em.nativeDelete(TakingEntity, { takenAt: { $lt } });
      const forgotten = await em.nativeDelete(CartEntity, { touchedAt: { $lt } });
      if (forgotten > 0) log.info({ forgotten }, 'forgot abandoned carts');
    }),
);
