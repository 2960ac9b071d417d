import { command, defineContract, event } from '@carveout/contract';
import { defineModule, definePersistence } from '@carveout/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';

const Mark = z.object({ key: z.string().min(1).max(40), number: z.int().min(1) });

/** Counts marks per key and tells of each: what is told of one key has an order that anybody can check. */
export const marksContract = defineContract('marks', {
  set: command({
    input: z.object({ key: Mark.shape.key }),
    output: Mark,
    http: 'POST /api/marks/:key',
    access: 'public',
  }),
  marked: event({ version: 1, payload: Mark, key: ({ key }) => key }),
});

const module = defineModule(marksContract, {
  persistence: definePersistence<EntityManager>({
    entities: [],
    migrations: [
      { name: '001-marks', up: ['create table mark (key text primary key, number integer not null default 1)'] },
    ],
  }),
});

export const marks = module.assemble({
  handlers: {
    set: module.handle('set', ({ key }, { transaction }) =>
      transaction(async ({ em, publish }) => {
        const [row] = await em.execute<{ number: number }[]>(
          'insert into mark (key) values (?) on conflict (key) do update set number = mark.number + 1 returning number',
          [key],
        );
        const mark = { key, number: row!.number };
        publish.marked(mark);
        return mark;
      }),
    ),
  },
});
