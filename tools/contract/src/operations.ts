import type { z } from 'zod';
import type { Access } from './access.ts';
import type { HttpLine } from './http-line.ts';

export type Schema = z.ZodType;
/** Declared errors: code (SCREAMING_SNAKE) → schema of the data that goes with it. */
export type ErrorSchemas = Readonly<Record<string, Schema>>;

interface CallOptions<I extends Schema, O extends Schema, E extends ErrorSchemas> {
  readonly input: I;
  readonly output: O;
  /** Errors that callers may learn and handle. Anything else that goes wrong is a fault. Default: none. */
  readonly errors?: E;
  /** Serves the operation at the public door. Default: not served. */
  readonly http?: HttpLine;
  /** Who may call it from outside. Default: nobody. */
  readonly access?: Access<z.output<I>, z.output<O>>;
  /** Milliseconds a caller waits when it says nothing else; never more than is left of its own deadline. Default 5000. */
  readonly timeout?: number;
  /** One sentence for the OpenAPI document. */
  readonly summary?: string;
}

export interface CommandOptions<I extends Schema, O extends Schema, E extends ErrorSchemas> extends CallOptions<
  I,
  O,
  E
> {
  /**
   * True: repeating it does no harm, so it may be retried without a saved outcome. Needed for retries in modules
   * without a store. Default false: in a module with a store the outcome is saved under the idempotency key.
   */
  readonly idempotent?: boolean;
}

export type QueryOptions<I extends Schema, O extends Schema, E extends ErrorSchemas> = CallOptions<I, O, E>;

export interface EventOptions<P extends Schema> {
  /** Grows with each change that listeners of the old shape could not read. */
  readonly version: number;
  readonly payload: P;
  /** Events with the same key are delivered in commit order. Default: all events of this name share one order. */
  readonly key?: (payload: z.output<P>) => string;
}

export interface Command<I extends Schema = Schema, O extends Schema = Schema, E extends ErrorSchemas = ErrorSchemas> {
  readonly kind: 'command';
  readonly input: I;
  readonly output: O;
  readonly errors: E;
  readonly http: HttpLine | undefined;
  readonly access: Access | undefined;
  readonly timeout: number;
  readonly summary: string | undefined;
  readonly idempotent: boolean;
}

export interface Query<I extends Schema = Schema, O extends Schema = Schema, E extends ErrorSchemas = ErrorSchemas> {
  readonly kind: 'query';
  readonly input: I;
  readonly output: O;
  readonly errors: E;
  readonly http: HttpLine | undefined;
  readonly access: Access | undefined;
  readonly timeout: number;
  readonly summary: string | undefined;
}

export interface Event<P extends Schema = Schema> {
  readonly kind: 'event';
  readonly version: number;
  readonly payload: P;
  readonly key: (payload: never) => string;
}

export type Definition = Command | Query | Event;

const DEFAULT_TIMEOUT_MS = 5_000;

function callParts<I extends Schema, O extends Schema, E extends ErrorSchemas>(options: CallOptions<I, O, E>) {
  return {
    input: options.input,
    output: options.output,
    errors: options.errors ?? ({} as E),
    http: options.http,
    access: options.access as Access | undefined,
    timeout: options.timeout ?? DEFAULT_TIMEOUT_MS,
    summary: options.summary,
  };
}

/** "Please do": may have effects, handled at most once per idempotency key. */
export function command<
  I extends Schema,
  O extends Schema,
  const E extends ErrorSchemas = Readonly<Record<never, never>>,
>(options: CommandOptions<I, O, E>): Command<I, O, E> {
  return { kind: 'command', ...callParts(options), idempotent: options.idempotent ?? false };
}

/** "Please tell": has no effect, may be retried. */
export function query<
  I extends Schema,
  O extends Schema,
  const E extends ErrorSchemas = Readonly<Record<never, never>>,
>(options: QueryOptions<I, O, E>): Query<I, O, E> {
  return { kind: 'query', ...callParts(options) };
}

/** "It happened": published with the data that caused it, delivered at least once. */
export function event<P extends Schema>(options: EventOptions<P>): Event<P> {
  return {
    kind: 'event',
    version: options.version,
    payload: options.payload,
    key: (options.key ?? (() => '')) as (payload: never) => string,
  };
}
