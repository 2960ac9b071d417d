import type { Envelope } from '@carveout/contract';

/** One call on its way to the host of `module`. `input` is a JSON value. */
export interface CallRequest {
  readonly module: string;
  readonly operation: string;
  readonly envelope: Envelope;
  readonly input: unknown;
}

/** One fault of an input: where (`['items', 0, 'quantity']`) and what. */
export interface InputIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/**
 * How a call ended. `value` and `declared` come from the handler; the other kinds are the five failures of law 3:
 * exactly one of them tells the caller what is known.
 */
export type CallReply =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'declared'; readonly code: string; readonly data: unknown }
  | {
      readonly kind: FailureKind;
      /** A `CARV-3xx` code. */
      readonly code: string;
      readonly message: string;
      readonly issues?: readonly InputIssue[] | undefined;
      /** True: what this depends on has been tried again already, or is not to be. The caller tries no more. */
      readonly final?: true | undefined;
      /** The host has too much to do: milliseconds for which it asks to be left alone. */
      readonly after?: number | undefined;
    };

/**
 * - `invalid`: the input was refused; it did not run.
 * - `denied`: the principal may not; it did not run.
 * - `not-sent`: it surely did not run (unreachable, unroutable, overloaded, expired before the start, stopping).
 * - `outcome-unknown`: it may have run.
 * - `fault`: it broke inside; nothing is said about effects.
 */
export type FailureKind = 'invalid' | 'denied' | 'not-sent' | 'outcome-unknown' | 'fault';

/** The caller's end of one call in flight. The pipeline owns it; an adapter only reports through it. */
export interface PendingReply {
  /** Says that the request may have left this process: silence from here on means outcome unknown, before it not sent. */
  sent(): void;
  /** Hands over the input as JSON text, from a link that writes one anyway, during `send`: another try sends it again. */
  keep(input: string): void;
  /** Ends the call. Only the first report counts; reports after the deadline are ignored. */
  reply(reply: CallReply): void;
  /** True once this sending of the call has ended, by a reply or by its deadline: an adapter may then forget it. */
  readonly settled: boolean;
}

/** Runs one request on the hosting side. Never rejects: every failure is a reply. */
export type Dispatch = (request: CallRequest) => Promise<CallReply>;

/**
 * The request port: carries calls between modules.
 *
 * What an adapter promises:
 * - `send` takes its copy of `input` before it returns (later changes by the caller are not seen by the handler).
 * - `send` never throws and never blocks; it reports through `pending`. It need not watch the deadline for the
 *   caller's sake (the pipeline settles every call by its deadline) but forgets calls that are settled, so that
 *   memory stays bounded, and gives `not-sent` at once when it cannot take more. A call that the pipeline tries again
 *   is sent again, with a `pending` of its own.
 * - `not-sent` is reported only where the request surely did not reach a handler and never will.
 * - Calls are independent: each has its own reply and its own fate, whatever they were batched with.
 * - Envelope and reply arrive as they were sent (JSON-equal).
 * - A request whose deadline has passed is not dispatched.
 */
export interface CallLink {
  /** The name used in `topology.yaml`: `in-process`, `rabbitmq`, `http`. */
  readonly name: string;
  /** Connects. Resolves when calls can be sent; rejects with a coded error when the link cannot start. */
  start(): Promise<void>;
  send(request: CallRequest, pending: PendingReply): void;
  /** Takes requests for `module` and runs them through `dispatch`. Replicas that serve the same module share its work. */
  serve(module: string, dispatch: Dispatch): Promise<Served>;
  /** Undefined while healthy; otherwise one line that says what is wrong. */
  health(): string | undefined;
  /** Lets calls in flight settle for at most `graceMs` (both directions), then closes. Pending calls are reported. */
  stop(graceMs: number): Promise<void>;
}

export interface Served {
  /** Stops taking requests; resolves when those already taken have been answered. */
  close(): Promise<void>;
}
