import type { AnyContract, AnyOperation, DeepReadonly, Envelope, ReceivedOf, ReturnedOf } from '@carveout/contract';
import type { z } from 'zod';
import type { Neighbours } from './calls.ts';
import type { BaseContext, Fail, TransactionScope } from './context.ts';
import type { OutsidePorts } from './module.ts';

/**
 * What a saga's step gets. Calls derive their idempotency keys from the saga and the step, so a step that is tried
 * again repeats the same call. `transaction` saves the step's new state with the business data.
 */
export interface StepContext<
  O extends AnyOperation,
  C extends AnyContract,
  N extends Neighbours,
  F extends z.ZodObject,
  P extends OutsidePorts,
  Em,
  S,
> extends BaseContext<N, F, P, Em> {
  /** Ends the saga with a declared error: what earlier steps did is compensated, last first. */
  readonly fail: Fail<O>;
  /** Opens the step's one transaction; the state it returns is saved with it, and must be what the step returns. */
  readonly transaction: (
    work: (scope: TransactionScope<C, Em>) => Promise<Partial<S> | void> | Partial<S> | void,
  ) => Promise<Partial<S>>;
  /** The saga's id: unique, stable over tries and hosts. */
  readonly sagaId: string;
  /** Epoch ms at which the saga began. */
  readonly startedAt: number;
}

/** Resolves with what changes in the state; nothing, when nothing does. */
type Run<Context, S> = (state: DeepReadonly<S>, context: Context) => Promise<Partial<S> | void> | Partial<S> | void;

export interface SagaStep<Context, S> {
  /**
   * Letters, digits and dashes; unique in its saga. A running saga knows its steps, and its calls their keys, by this
   * name: steps may be added and change places, but one that is renamed or dropped leaves sagas behind that have done it.
   */
  readonly name: string;
  /** Idempotent under the saga's id: it may run again after a crash or an unknown outcome. */
  readonly run: Run<Context, S>;
  /**
   * Undoes the step. Runs also for a step whose outcome is unknown, so it must accept that there is nothing to undo.
   * Retried until it succeeds.
   */
  readonly compensate?: Run<Context, S>;
  /**
   * Milliseconds that the step may go on trying before the saga turns back: its tries and the waits between them. Time in
   * which no host had the saga does not count. Default 30000.
   */
  readonly giveUpAfter?: number;
}

export interface SagaParts<O extends AnyOperation, Context, S> {
  /** The saga's state: saved after every step. JSON, like everything that is kept. */
  readonly state: z.ZodType<S>;
  /** Makes the first state. Pure: it runs before anything is saved. */
  readonly begin: (input: ReceivedOf<O>, start: { readonly sagaId: string; readonly envelope: Envelope }) => NoInfer<S>;
  readonly steps: readonly SagaStep<Context, NoInfer<S>>[];
  /** Makes the answer when all steps are done. Pure. */
  readonly finish: (state: DeepReadonly<NoInfer<S>>) => ReturnedOf<O>;
}
