import { setTimeout as sleep } from 'node:timers/promises';
import { command, defineContract, query } from '@carveout/contract';
import { defineModule, definePersistence, oneProcess } from '@carveout/runtime';
import type { Client, ComposeOptions } from '@carveout/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';

/** A module that takes its time to answer, and writes down every payment that it takes, also a second one. */
export const till = defineContract('till', {
  pay: command({
    input: z.object({ payment: z.string(), waitMs: z.int() }),
    output: z.object({ payment: z.string() }),
    timeout: 30_000,
  }),
  look: query({ input: z.object({ waitMs: z.int() }), output: z.object({ ok: z.boolean() }), timeout: 30_000 }),
});

export const tillPersistence = definePersistence<EntityManager>({
  entities: [],
  migrations: [
    { name: '001-payments', up: ['create table payments (position bigserial primary key, payment text not null)'] },
  ],
});

const module = defineModule(till, { persistence: tillPersistence });
export const tillModule = module.assemble({
  handlers: {
    pay: module.handle('pay', async ({ payment, waitMs }, { transaction }) => {
      await sleep(waitMs / 2);
      const paid = await transaction(async ({ em }) => {
        await em.execute('insert into payments (payment) values (?)', [payment]);
        return { payment };
      });
      // Killed in here, it has taken the payment and answered nobody.
      await sleep(waitMs / 2);
      return paid;
    }),
    look: module.handle('look', async ({ waitMs }) => {
      await sleep(waitMs);
      return { ok: true };
    }),
  },
});

export const payerModule = defineModule(defineContract('payer', {}), { calls: { till } }).assemble({ handlers: {} });
export type TillCalls = Client<typeof till>;

/** Payer and till, a process each. The breaker probes often: most of a kill should be spent with calls in flight. */
export const topology: ComposeOptions['topology'] = {
  ...oneProcess([tillModule]),
  deployables: [
    { name: 'payer', modules: ['payer'], replicas: 1, line: 1 },
    { name: 'till', modules: ['till'], replicas: 1, line: 2 },
  ],
  links: { commands: 'rabbitmq', queries: 'rabbitmq', events: 'rabbitmq' },
  resilience: { defaults: { retry: { perTry: 700 }, breaker: { failures: 50, resetAfter: 50 } } },
};
