import type { AnyContract, AnyOperation, InputOf, OutputOf } from '@carveout/contract';
import type { CallFailure } from '../errors/index.ts';
import type { Neighbours } from './calls.ts';

type FallbackOf<O extends AnyOperation> = (input: InputOf<O>, error: CallFailure) => OutputOf<O>;

type QueryFallbacks<C extends AnyContract> = {
  readonly [K in keyof C['operations'] as C['operations'][K] extends { readonly kind: 'query' } ? K : never]?:
    FallbackOf<C['operations'][K]> | undefined;
};

/**
 * What a module goes on with when a query of a neighbour ends as `NotSent`, `OutcomeUnknown` or `Fault`, by the name of
 * the neighbour and of the query; not when the caller gave the query up, or had no time left to ask it. It is at hand at
 * once, since the time for asking is over by then: what has to be read first is the handler's affair, which catches the
 * error. Commands have none: nobody can say what one would have done. The topology may turn
 * one off (`resilience`, `fallback: false`).
 *
 * @example fallbacks: { recommendations: { forProducts: () => ({ productIds: [] }) } }
 */
export type Fallbacks<N extends Neighbours> = { readonly [K in keyof N]?: QueryFallbacks<N[K]> | undefined };

/** One of them, as the pipeline calls it. */
export type Fallback = (input: unknown, error: CallFailure) => unknown;

export type AnyFallbacks = Readonly<Record<string, Readonly<Record<string, Fallback | undefined>> | undefined>>;
