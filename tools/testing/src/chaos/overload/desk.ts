import { command, defineContract } from '@carveout/contract';
import { defineModule, definePersistence } from '@carveout/runtime';
import type { Client } from '@carveout/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { busy } from './busy-contract.ts';

/** Who has something done wants to know of it within this. */
const SAGA_WANTED_MS = 5_000;

/** A module whose command is a saga: three times something that the busy module does. */
export const desk = defineContract('desk', {
  arrange: command({
    input: z.object({}),
    output: z.object({ done: z.boolean() }),
    timeout: SAGA_WANTED_MS,
  }),
});
export type DeskCalls = Client<typeof desk>;

export const deskPersistence = definePersistence<EntityManager>({ entities: [], migrations: [] });

const module = defineModule(desk, { persistence: deskPersistence, calls: { busy } });
const steps = ['first', 'second', 'third'].map((name) => ({
  name,
  run: async (_state: object, { calls }: { readonly calls: { readonly busy: Client<typeof busy> } }) => {
    await calls.busy.work({});
    return {};
  },
}));

export const deskModule = module.assemble({
  handlers: {
    arrange: module.saga('arrange', {
      state: z.object({}),
      begin: () => ({}),
      steps,
      finish: () => ({ done: true }),
    }),
  },
});
