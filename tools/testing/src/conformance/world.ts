import type { AnyOperation } from '@carveout/contract';
import type { AssembledModule, Occasion, Store } from '@carveout/runtime';

/** Modules that run somewhere, linked by the adapter under test. */
export interface World {
  /** `calls` as the module makes them; typed by the test. */
  callsAs<T>(module: string, occasion?: Occasion): T;
  /** A call through the door, made by the deployable that hosts `by`. */
  outside(by: string, operation: AnyOperation, input: unknown, occasion?: Occasion): Promise<unknown>;
  /** The module's data, as its host sees it. */
  storeOf(module: string): Store;
  /** What the modules have logged so far, as objects, from the level `info` on. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  stop(): Promise<void>;
}

/** Starts modules so that calls and events between any two of them take the adapter under test. */
export type StartWorld = (modules: readonly AssembledModule[]) => Promise<World>;
