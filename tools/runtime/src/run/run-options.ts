import type { AnyContract } from '@carveout/contract';
import type { Logger } from 'pino';
import type { AssembledModule } from '../definition/index.ts';
import type { CallLink, EventLink, Persistence, Store } from '../ports/index.ts';
import type { Topology } from '../topology/index.ts';

/** What `@carveout/adapters/rabbitmq` gives. */
export interface BrokerAdapter {
  createRabbitmq(options: {
    readonly url: string;
    readonly host: string;
    readonly log: Logger;
    readonly production: boolean;
  }): {
    readonly calls: CallLink;
    readonly events: EventLink;
  };
}

/** What `@carveout/adapters/postgres` gives. */
export interface StoreAdapter {
  createPostgresStore(options: {
    readonly module: string;
    readonly persistence: Persistence;
    readonly url: string;
    readonly ownerUrl: string | undefined;
    readonly log: Logger;
    readonly production: boolean;
  }): Store;
  resolveDatabaseUrl(module: string, env: Readonly<Record<string, string | undefined>>): string;
  resolveOwnerDatabaseUrl(module: string, env: Readonly<Record<string, string | undefined>>): string | undefined;
}

export interface RunOptions {
  readonly deployable: string;
  readonly topology: Topology;
  readonly modules: readonly AssembledModule[];
  /** All contracts of the topology, when this deployable is the door; otherwise none. */
  readonly contracts: readonly AnyContract[];
  /** Adapters are loaded only where the topology or a module needs them. */
  readonly links: { readonly rabbitmq?: () => Promise<BrokerAdapter> };
  readonly store: () => Promise<StoreAdapter>;
}
