import type {
  AnyContract,
  AnyOperation,
  Envelope,
  ErrorCode,
  ErrorData,
  PayloadInput,
  ReturnedOf,
} from '@carveout/contract';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Calls, Neighbours } from './calls.ts';
import type { OutsidePorts, Ports } from './module.ts';

/** What every handler, listener, schedule and saga step gets, beside what is its own. */
export interface BaseContext<N extends Neighbours, F extends z.ZodObject, P extends OutsidePorts, Em> {
  /** Calls to declared neighbours. Refused while a transaction is open (law 7). */
  readonly calls: Calls<N>;
  /** For reading, outside of a transaction; the database refuses writes. Refused in modules without persistence. */
  readonly em: Em;
  readonly ports: Ports<P>;
  readonly config: Readonly<z.output<F>>;
  /** Writes lines that bear correlation, trace, module and operation. */
  readonly log: Logger;
  /** The envelope of the message that is handled: id, correlation, causation, principal, deadline, key. */
  readonly envelope: Envelope;
  /** Aborts when the deadline passes or the host must stop now. */
  readonly signal: AbortSignal;
}

/** Publishes the module's own events: rows of the outbox, saved with the transaction. */
export type Publish<C extends AnyContract> = {
  readonly [K in keyof C['events']]: (payload: PayloadInput<C['events'][K]>) => void;
};

export interface TransactionScope<C extends AnyContract, Em> {
  /** The unit of work; flushed before the commit. */
  readonly em: Em;
  readonly publish: Publish<C>;
}

/** Ends the operation with a declared error. What the open transaction wrote is undone. */
export type Fail<O> = <Code extends ErrorCode<O>>(code: Code, data: ErrorData<O, Code>) => never;

declare const committed: unique symbol;
/**
 * What a transaction of a handler resolves with: the outcome, already saved with it. It can only be returned, so that
 * what the caller learns is what was saved.
 */
export interface Committed<T> {
  readonly [committed]: T;
}

/** Opens the operation's one transaction. The value that `work` returns is the operation's outcome. */
export type HandlerTransaction<C extends AnyContract, Em, T> = (
  work: (scope: TransactionScope<C, Em>) => Promise<T> | T,
) => Promise<Committed<T>>;

/** Opens the one transaction of a listener or schedule. */
export type EffectTransaction<C extends AnyContract, Em> = <T>(
  work: (scope: TransactionScope<C, Em>) => Promise<T> | T,
) => Promise<T>;

export interface CommandContext<
  O extends AnyOperation,
  C extends AnyContract,
  N extends Neighbours,
  F extends z.ZodObject,
  P extends OutsidePorts,
  Em,
> extends BaseContext<N, F, P, Em> {
  readonly fail: Fail<O>;
  readonly transaction: HandlerTransaction<C, Em, ReturnedOf<O>>;
}

export interface QueryContext<
  O extends AnyOperation,
  N extends Neighbours,
  F extends z.ZodObject,
  P extends OutsidePorts,
  Em,
> extends BaseContext<N, F, P, Em> {
  readonly fail: Fail<O>;
}

export interface EffectContext<
  C extends AnyContract,
  N extends Neighbours,
  F extends z.ZodObject,
  P extends OutsidePorts,
  Em,
> extends BaseContext<N, F, P, Em> {
  readonly transaction: EffectTransaction<C, Em>;
}
