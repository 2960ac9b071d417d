import type { AnyOperation } from '@carveout/contract';
import type { AssembledModule, Occasion } from '@carveout/runtime';

/** Modules that run somewhere, linked by the adapter under test. */
export interface World {
  /** `calls` as the module makes them; typed by the test. */
  callsAs<T>(module: string, occasion?: Occasion): T;
  /** A call through the door, made by the deployable that hosts `by`. */
  outside(by: string, operation: AnyOperation, input: unknown, occasion?: Occasion): Promise<unknown>;
  /** Everything that the modules have logged, for tests of what must not be told. */
  stop(): Promise<void>;
}

/** Starts modules so that calls and events between any two of them take the adapter under test. */
export type StartWorld = (modules: readonly AssembledModule[]) => Promise<World>;
