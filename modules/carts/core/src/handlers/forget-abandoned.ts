import { module } from '../module.ts';
import { CartEntity } from '../persistence/cart-entity.ts';

const DAY_MS = 86_400_000;

/** Every night, carts that nobody has touched for `keepDays` go. */
export const forgetAbandoned = module.schedule(
  'forget-abandoned',
  { cron: '15 3 * * *' },
  ({ dueAt }, { transaction, config, log }) =>
    transaction(async ({ em }) => {
      const $lt = new Date(dueAt - config.keepDays * DAY_MS);
      const forgotten = await em.nativeDelete(CartEntity, { touchedAt: { $lt } });
      if (forgotten > 0) log.info({ forgotten }, 'forgot abandoned carts');
    }),
);
