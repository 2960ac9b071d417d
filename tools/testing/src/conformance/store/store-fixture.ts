import type { Store } from '@carveout/runtime';

/** What the suite needs to know of one adapter. Each fixture is a database of its own. */
export interface StoreFixture<Em> {
  /** Starts a store of a module. Several of one module are its replicas and share its data. */
  open(module: string): Promise<Store<Em>>;
  /** Writes a business row: a note. @throws whatever the database says when `id` is taken */
  write(em: Em, id: string): Promise<void>;
  /** Reads the ids of the module's notes, in order. */
  notes(em: Em): Promise<string[]>;
  /** Tries what the database must refuse. */
  readonly forbidden: {
    readNotesOf(em: Em, module: string): Promise<unknown>;
    define(em: Em): Promise<unknown>;
  };
  /** Takes the database away, and brings it back with its data. */
  readonly outage: { begin(): Promise<void>; end(): Promise<void> };
  /** Stops all stores and removes the database. */
  close(): Promise<void>;
}

export type MakeStores<Em> = () => Promise<StoreFixture<Em>>;

/** Some of the promises of the store port, as tests. */
export type StorePromises = <Em>(makeStores: MakeStores<Em>) => void;
