import type { AnyContract, AnyOperation, PayloadOf, ReceivedOf, ReturnedOf } from '@carveout/contract';
import { z } from 'zod';
import type { Persistence } from '../ports/index.ts';
import type { Neighbours } from './calls.ts';
import type { Fallbacks } from './fallbacks.ts';
import type { Committed, CommandContext, EffectContext, QueryContext } from './context.ts';
import type { Site } from './site.ts';
import type { ModuleParts, OutsidePorts } from './module.ts';
import type { SagaParts, StepContext } from './saga.ts';

/** A command or query with the function that answers it. */
export interface Handler<O extends AnyOperation = AnyOperation> {
  readonly kind: 'handler';
  readonly operation: O;
  readonly run: (input: never, context: never) => unknown;
}

/** A command that is carried out by a saga. */
export interface Saga<O extends AnyOperation = AnyOperation> {
  readonly kind: 'saga';
  readonly operation: O;
  readonly parts: SagaParts<O, never, never>;
}

export interface ListenerOptions {
  /**
   * Tries before the message is set aside. Default 5. A try that fails because the database or a neighbour is out of
   * reach does not count; nor does one whose call got no answer, for the message's first ten minutes.
   */
  readonly tries?: number;
  /**
   * A message under which the process has ended is tried with no other beside it; when the process has ended so many times
   * in a row under it alone, it is set aside. Needs a store. Default 3.
   */
  readonly crashes?: number;
  /**
   * True: later messages of the same key wait until this one succeeds; it is never set aside, even if it cannot be read.
   * One that ends its process `crashes` times is not tried again before an operator lets it go. Default false.
   */
  readonly hold?: boolean;
  /** Milliseconds one try may take. Default 30000. */
  readonly timeout?: number;
}

export interface Listener {
  readonly kind: 'listener';
  /** Unique within the module; names its queue and its inbox marks. */
  readonly name: string;
  readonly source: { readonly module: string; readonly event: string; readonly version: number };
  readonly options: Required<ListenerOptions>;
  readonly run: (payload: never, context: never) => Promise<void> | void;
}

/** When a schedule is due, in UTC. */
export type Due =
  /** Every so many ms, counted from the epoch, so that all replicas agree. At least 1000. */
  | { readonly every: number }
  /** A cron expression with five or six fields. */
  | { readonly cron: string };

export interface Schedule {
  readonly kind: 'schedule';
  readonly name: string;
  readonly due: Due;
  readonly run: (tick: { readonly dueAt: number }, context: never) => Promise<void> | void;
}

type AnyHandlerOf<O extends AnyOperation> = Handler<O> | Saga<O>;
type HandlersOf<C extends AnyContract> = { readonly [K in keyof C['operations']]: AnyHandlerOf<C['operations'][K]> };

/** A module with everything that it is made of, ready for any deployable. */
export interface AssembledModule {
  readonly parts: ModuleParts;
  readonly handlers: Readonly<Record<string, Handler | Saga>>;
  readonly listeners: readonly Listener[];
  readonly schedules: readonly Schedule[];
  readonly site: Site | undefined;
}

/** Types the handlers, listeners, sagas and schedules of one module, and assembles them. */
export class Module<
  C extends AnyContract,
  N extends Neighbours,
  L extends Neighbours,
  F extends z.ZodObject,
  P extends OutsidePorts,
  Em,
> {
  readonly parts: ModuleParts<C, N, L, F, P, Em>;

  constructor(parts: ModuleParts<C, N, L, F, P, Em>) {
    this.parts = parts;
  }

  /** Answers a command or query. */
  handle<K extends keyof C['operations'] & string>(
    operation: K,
    run: (
      input: ReceivedOf<C['operations'][K]>,
      context: C['operations'][K] extends { readonly kind: 'command' }
        ? CommandContext<C['operations'][K], C, N, F, P, Em>
        : QueryContext<C['operations'][K], N, F, P, Em>,
    ) =>
      | Promise<ReturnedOf<C['operations'][K]> | Committed<ReturnedOf<C['operations'][K]>>>
      | ReturnedOf<C['operations'][K]>,
  ): Handler<C['operations'][K]> {
    return { kind: 'handler', operation: this.parts.contract.operations[operation] as C['operations'][K], run };
  }

  /** Carries out a command in steps that are saved, retried, and compensated when a later one fails. */
  saga<K extends keyof C['operations'] & string, S>(
    operation: K,
    parts: SagaParts<C['operations'][K], StepContext<C['operations'][K], C, N, F, P, Em, S>, S>,
  ): Saga<C['operations'][K]> {
    return {
      kind: 'saga',
      operation: this.parts.contract.operations[operation] as C['operations'][K],
      parts: parts as never,
    };
  }

  /** Reacts to an event of a module that `hears` declares. `name` is unique within this module. */
  on<K extends keyof L & string, V extends keyof L[K]['events'] & string>(
    module: K,
    event: V,
    name: string,
    run: (payload: PayloadOf<L[K]['events'][V]>, context: EffectContext<C, N, F, P, Em>) => Promise<void> | void,
    options: ListenerOptions = {},
  ): Listener {
    const contract = this.parts.hears[module]!;
    return {
      kind: 'listener',
      name,
      source: { module: contract.name, event, version: contract.events[event]?.version ?? 0 },
      options: {
        tries: options.tries ?? 5,
        crashes: options.crashes ?? 3,
        hold: options.hold ?? false,
        timeout: options.timeout ?? 30_000,
      },
      run,
    };
  }

  /** Runs once per due time, however many replicas there are. Needs persistence. */
  schedule(
    name: string,
    due: Due,
    run: (tick: { readonly dueAt: number }, context: EffectContext<C, N, F, P, Em>) => Promise<void> | void,
  ): Schedule {
    return { kind: 'schedule', name, due, run };
  }

  /** Puts the module together. A missing handler is a compile error. */
  assemble(whole: {
    readonly handlers: HandlersOf<C>;
    readonly listeners?: readonly Listener[];
    readonly schedules?: readonly Schedule[];
    /** Pages and webhooks, for what no contract can express. */
    readonly site?: Site<N>;
  }): AssembledModule {
    return {
      parts: this.parts as unknown as ModuleParts,
      handlers: whole.handlers as Readonly<Record<string, Handler | Saga>>,
      listeners: whole.listeners ?? [],
      schedules: whole.schedules ?? [],
      site: whole.site as unknown as Site | undefined,
    };
  }
}

/**
 * Declares what travels with a module: neighbours, configuration, outside ports, persistence.
 *
 * @example export const module = defineModule(orders, { calls: { inventory, payments }, persistence });
 */
export function defineModule<
  C extends AnyContract,
  N extends Neighbours = Readonly<Record<never, never>>,
  L extends Neighbours = Readonly<Record<never, never>>,
  F extends z.ZodObject = z.ZodObject<Readonly<Record<never, never>>>,
  P extends OutsidePorts = Readonly<Record<never, never>>,
  Em = never,
>(
  contract: C,
  parts: {
    readonly calls?: N;
    /** Answers of neighbours' queries to go on with when they could not be had. See `Fallbacks`. */
    readonly fallbacks?: Fallbacks<N>;
    readonly hears?: L;
    readonly config?: F;
    readonly ports?: P;
    readonly persistence?: Persistence<Em>;
  } = {},
): Module<C, N, L, F, P, Em> {
  return new Module({
    contract,
    calls: parts.calls ?? ({} as N),
    fallbacks: parts.fallbacks ?? {},
    hears: parts.hears ?? ({} as L),
    config: parts.config ?? (z.object({}) as unknown as F),
    ports: parts.ports ?? ({} as P),
    persistence: parts.persistence,
  });
}
