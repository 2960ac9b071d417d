import type { z } from 'zod';
import type { DeepReadonly } from './json.ts';
import type { Command, Definition, Event, Query } from './operations.ts';

export type Definitions = Readonly<Record<string, Definition>>;

/** A definition that knows its place: which module's, and under which name. */
export type Placed<N extends string, K extends string, D extends Definition> = D & {
  readonly module: N;
  readonly name: K;
  /** `module.name`, as it appears in logs, metrics and errors. */
  readonly id: `${N}.${K}`;
};

type OnlyCalls<N extends string, D extends Definitions> = {
  readonly [K in keyof D & string as D[K] extends Command | Query ? K : never]: Placed<N, K, D[K]>;
};
type OnlyEvents<N extends string, D extends Definitions> = {
  readonly [K in keyof D & string as D[K] extends Event ? K : never]: Placed<N, K, D[K]>;
};

/** What a module publishes to others. Schemas only, no I/O. */
export interface Contract<N extends string = string, D extends Definitions = Definitions> {
  readonly name: N;
  readonly operations: OnlyCalls<N, D>;
  readonly events: OnlyEvents<N, D>;
}

/** A contract of any shape, for code that works on all of them. */
export interface AnyContract {
  readonly name: string;
  readonly operations: Readonly<Record<string, AnyOperation>>;
  readonly events: Readonly<Record<string, AnyEvent>>;
}
export type AnyOperation = Placed<string, string, Command> | Placed<string, string, Query>;
export type AnyEvent = Placed<string, string, Event>;

/** What a caller passes. */
export type InputOf<O> = O extends { readonly input: infer I extends z.ZodType } ? z.input<I> : never;
/** What a handler receives: a parsed copy, readable only. */
export type ReceivedOf<O> = O extends { readonly input: infer I extends z.ZodType } ? DeepReadonly<z.output<I>> : never;
/** What a handler returns. */
export type ReturnedOf<O> = O extends { readonly output: infer R extends z.ZodType } ? DeepReadonly<z.input<R>> : never;
/** What a caller gets: a parsed copy of its own. */
export type OutputOf<O> = O extends { readonly output: infer R extends z.ZodType } ? z.output<R> : never;

/** Codes of an operation's declared errors. */
export type ErrorCode<O> = O extends { readonly errors: infer E } ? keyof E & string : never;
/** Data that a declared error carries. */
export type ErrorData<O, Code> = O extends { readonly errors: infer E }
  ? Code extends keyof E
    ? E[Code] extends z.ZodType
      ? z.output<E[Code]>
      : never
    : never
  : never;

/** What is published. */
export type PayloadInput<E> = E extends { readonly payload: infer P extends z.ZodType }
  ? DeepReadonly<z.input<P>>
  : never;
/** What a listener receives. */
export type PayloadOf<E> = E extends { readonly payload: infer P extends z.ZodType }
  ? DeepReadonly<z.output<P>>
  : never;
