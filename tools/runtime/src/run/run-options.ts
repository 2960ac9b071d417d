import type { AnyContract } from '@carveout/contract';
import type { Logger } from 'pino';
import type { AssembledModule } from '../definition/index.ts';
import type { CallLink, EventLink, Persistence, Store } from '../ports/index.ts';
import type { Directory, Networks, Tls } from '../discovery/index.ts';
import type { Topology } from '../topology/index.ts';
import type { DiscoveryAdapters } from './open-directory.ts';

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

/** What `@carveout/adapters/http` gives. */
export interface HttpAdapter {
  createHttpLink(options: {
    readonly directory: Directory;
    readonly networks: Networks;
    readonly zone: string | undefined;
    readonly host: string;
    readonly port: number;
    readonly ready: () => boolean;
    readonly secret: string | undefined;
    readonly tls: Tls | undefined;
    readonly plaintext: boolean;
    readonly production: boolean;
    readonly log: Logger;
  }): {
    readonly calls: CallLink;
    /** Where it listens, once it is started. */
    port(): number;
  };
}

/** A module's data, and where it is. */
export interface StoreOptions {
  readonly module: string;
  readonly persistence: Persistence;
  readonly url: string;
  /** The login that migrates, where the other may not. */
  readonly ownerUrl: string | undefined;
  readonly log: Logger;
  readonly production: boolean;
}

/** What `@carveout/adapters/postgres` gives. */
export interface StoreAdapter {
  createPostgresStore(options: StoreOptions): Store;
  /** Answers the names of the migrations that ran. */
  migrate(options: StoreOptions): Promise<readonly string[]>;
  resolveDatabaseUrl(module: string, env: Readonly<Record<string, string | undefined>>): string;
  resolveOwnerDatabaseUrl(module: string, env: Readonly<Record<string, string | undefined>>): string | undefined;
}

export interface RunOptions {
  /** The program's arguments: none, or `migrate`. @default none */
  readonly told?: readonly string[];
  readonly deployable: string;
  readonly topology: Topology;
  readonly modules: readonly AssembledModule[];
  /** Those whose `http` lines it serves: all of the topology's at the door, its own modules' behind a gateway. */
  readonly contracts: readonly AnyContract[];
  /** Adapters are loaded only where the topology or a module needs them. */
  readonly links: { readonly rabbitmq?: () => Promise<BrokerAdapter>; readonly http?: () => Promise<HttpAdapter> };
  readonly discovery?: DiscoveryAdapters;
  readonly store: () => Promise<StoreAdapter>;
}
