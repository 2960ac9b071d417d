import type { AnyContract, InputOf, OutputOf } from '@carveout/contract';

export interface CallOptions {
  /** Milliseconds to wait, for all tries; default the topology's or the operation's own, never more than is left of the surrounding deadline. */
  readonly timeout?: number;
  /** Names the step, so that its idempotency key survives a reordering of calls. Default: an ordinal. */
  readonly step?: string;
  /** A full idempotency key instead of one derived from the surrounding call. */
  readonly key?: string;
  /** Gives the call up when it aborts: it settles at once, as `NotSent`, or `OutcomeUnknown` when it may have run. */
  readonly signal?: AbortSignal;
}

/**
 * A neighbour's operations as functions. Each resolves with a parsed copy of the output, or rejects with a
 * `DeclaredError` or one of `Invalid`, `Denied`, `NotSent`, `OutcomeUnknown`, `Fault`, by its deadline at the latest.
 */
export type Client<C extends AnyContract> = {
  readonly [K in keyof C['operations']]: (
    input: InputOf<C['operations'][K]>,
    options?: CallOptions,
  ) => Promise<OutputOf<C['operations'][K]>>;
};

export type Neighbours = Readonly<Record<string, AnyContract>>;

/** All declared neighbours, by the name under which they were declared. */
export type Calls<N extends Neighbours> = { readonly [K in keyof N]: Client<N[K]> };
