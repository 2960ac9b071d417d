import type { AnyContract } from '@carveout/contract';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { AssembledModule, ModuleParts } from '../definition/index.ts';
import type { CallLink, EventLink, Store } from '../ports/index.ts';
import type { Topology } from '../topology/index.ts';

/** How long a host's claim on work lasts without being renewed, in ms: so long nobody goes on with what a dead host did. */
export interface LeaseTimes {
  /** On a saga, renewed while it is driven: so long after its host was killed another one goes on with it. @default 5000 */
  readonly saga?: number | undefined;
  /** On relaying a module's outbox. @default 10000 */
  readonly relay?: number | undefined;
  /** On one due time of a schedule; not renewed, so that it is also the time that one try has. @default 60000 */
  readonly schedule?: number | undefined;
}

export interface ComposeOptions {
  /** The deployable of the topology that this process is. */
  readonly deployable: string;
  readonly topology: Topology;
  /** The assembled modules that the topology gives this deployable: all of them, and no others. */
  readonly modules: readonly AssembledModule[];
  /** Contracts whose `http` lines are served, when this is the door. Default: those of `modules`. */
  readonly contracts?: readonly AnyContract[];
  /** Links to modules in other deployables, by the name that the topology uses. */
  readonly callLinks?: Readonly<Record<string, CallLink>>;
  /** The broker's events. Without one, the outbox is the queue and listeners must be in this process. */
  readonly eventLink?: EventLink | undefined;
  /** Makes the store of a module that declares persistence. */
  readonly store?: (parts: ModuleParts) => Store;
  readonly log: Logger;
  /** Where metrics are registered. Default: nowhere. */
  readonly registry?: Registry;
  /** Where configuration is read. Default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Names this process among its replicas: holder of leases. Default: host name, pid and a random part. */
  readonly instance?: string;
  /** Lengths of leases: the same on all hosts of a module. */
  readonly leaseMs?: LeaseTimes;
  /**
   * How long one try of a saga's step has until its deadline, in ms; it is given up for hung after two thirds of that more.
   * @default 15000
   */
  readonly sagaStepMs?: number | undefined;
  /** False: an overloaded process refuses nothing below its fixed limits. Default true. */
  readonly shedding?: boolean | undefined;
  /** True: inputs are not frozen. Default `NODE_ENV === 'production'`. */
  readonly production?: boolean;
}
