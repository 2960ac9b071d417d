import type { AnyContract } from '@carveout/contract';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Persistence } from '../ports/index.ts';
import type { Neighbours } from './calls.ts';
import type { Fallbacks } from './fallbacks.ts';

/** The adapters of one outside port: each makes the port's interface from the module's configuration. */
export interface OutsidePort<T = unknown> {
  readonly adapters: Readonly<Record<string, (setting: { readonly config: never; readonly log: Logger }) => T>>;
  /** Taken when the topology's `ports` says nothing. */
  readonly default: string;
  readonly '~port'?: T;
}

export type OutsidePorts = Readonly<Record<string, OutsidePort>>;
export type Ports<P extends OutsidePorts> = { readonly [K in keyof P]: P[K] extends OutsidePort<infer T> ? T : never };

/**
 * Declares a port to the outside world (cards, mail) and its adapters.
 *
 * @example ports: { cards: outside<Cards>({ adapters: { fake: () => new FakeCards() }, default: 'fake' }) }
 */
export function outside<T>(port: {
  readonly adapters: Readonly<Record<string, (setting: { readonly config: never; readonly log: Logger }) => T>>;
  readonly default: string;
}): OutsidePort<T> {
  return port;
}

/** What travels with a module, wherever the topology puts it. */
export interface ModuleParts<
  C extends AnyContract = AnyContract,
  N extends Neighbours = Neighbours,
  L extends Neighbours = Neighbours,
  F extends z.ZodObject = z.ZodObject,
  P extends OutsidePorts = OutsidePorts,
  Em = unknown,
> {
  readonly contract: C;
  /** Modules whose operations it calls. */
  readonly calls: N;
  readonly fallbacks: Fallbacks<N>;
  /** Modules whose events it hears. */
  readonly hears: L;
  /** Configuration, read from `<MODULE>_<KEY>` in the environment, then from the topology's `config`. */
  readonly config: F;
  readonly ports: P;
  readonly persistence: Persistence<Em> | undefined;
}
