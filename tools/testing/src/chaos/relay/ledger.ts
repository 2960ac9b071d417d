import { defineContract, event } from '@carveout/contract';
import { defineModule, definePersistence } from '@carveout/runtime';
import type { AssembledModule, ComposeOptions, EventMessage } from '@carveout/runtime';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** One line of an account's book: numbered from 1, without a gap. */
export interface Entry {
  readonly account: string;
  readonly number: number;
}

const contract = defineContract('ledger', {
  entered: event({
    version: 1,
    payload: z.object({ account: z.string(), number: z.int() }),
    key: ({ account }) => account,
  }),
});

export const ledgerPersistence = definePersistence({ entities: [], migrations: [] });

/** A module that has nothing but an outbox. */
export const ledger: AssembledModule = defineModule(contract, { persistence: ledgerPersistence }).assemble({
  handlers: {},
});

/** The ledger in two deployables' worth of topology: who listens is elsewhere. */
export const topology: ComposeOptions['topology'] = {
  file: 'relay.yaml',
  deployables: [
    { name: 'ledger', modules: ['ledger'], replicas: 2, line: 1 },
    { name: 'witness', modules: ['witness'], replicas: 1, line: 2 },
  ],
  links: { commands: 'rabbitmq', queries: 'rabbitmq', events: 'rabbitmq' },
  discovery: 'static',
  config: {},
  ports: {},
};

export function entered(entry: Entry): EventMessage {
  const id = randomUUID();
  const envelope = { id, correlation: id, caller: 'ledger' };
  const { account } = entry;
  return { id, module: 'ledger', event: 'entered', version: 1, key: account, payload: entry, at: Date.now(), envelope };
}
