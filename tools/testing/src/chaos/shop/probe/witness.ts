import { defineContract, event } from '@carveout/contract';
import { defineModule, definePersistence } from '@carveout/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { marksContract } from './marks.ts';

/** Names what was heard, as rows of the witness have it. */
export const HEARD = { marked: 'marked', placed: 'placed', cancelled: 'cancelled' } as const;

const HasId = z.object({ id: z.string() });

/** What a witness needs of the shop's orders: the rest is left out when it is read. */
const orders = defineContract('orders', {
  placed: event({ version: 1, payload: HasId, key: ({ id }) => id }),
  cancelled: event({ version: 1, payload: z.object({ order: HasId }), key: ({ order }) => order.id }),
});

export const witnessContract = defineContract('witness', {});

const module = defineModule(witnessContract, {
  hears: { marks: marksContract, orders },
  persistence: definePersistence<EntityManager>({
    entities: [],
    migrations: [
      {
        name: '001-heard',
        up: [
          'create table heard (position bigserial primary key, what text not null, key text not null, number integer)',
        ],
      },
    ],
  }),
});

type Scope = {
  readonly transaction: (work: (scope: { readonly em: EntityManager }) => Promise<void>) => Promise<void>;
};

/** Writes down each event once more for each time it takes effect: nothing here hides a second one. */
async function write({ transaction }: Scope, what: string, key: string, number: number | null): Promise<void> {
  await transaction(async ({ em }) => {
    await em.execute('insert into heard (what, key, number) values (?, ?, ?)', [what, key, number]);
  });
}

export const witness = module.assemble({
  handlers: {},
  listeners: [
    module.on('marks', 'marked', 'on-marked', ({ key, number }, scope) => write(scope, HEARD.marked, key, number)),
    module.on('orders', 'placed', 'on-placed', ({ id }, scope) => write(scope, HEARD.placed, id, null)),
    module.on('orders', 'cancelled', 'on-cancelled', ({ order }, scope) =>
      write(scope, HEARD.cancelled, order.id, null),
    ),
  ],
});
