import type { AnyOperation, Principal } from '@carveout/contract';

/** What the door knows of one request from outside. */
export interface OutsideRequest {
  readonly principal: Principal | undefined;
  /** From the `Idempotency-Key` header; a fresh one when absent. */
  readonly key: string | undefined;
  /** True when the gateway has sent it before, and it may have run: `Carveout-Repeated`. */
  readonly repeated?: true | undefined;
  /** From `X-Request-Id` when well-formed; a fresh one when absent. */
  readonly correlation: string;
  /** Epoch ms by which the call must settle. */
  readonly deadline: number;
  /** W3C `traceparent` of the request's span, when tracing is on. */
  readonly trace?: string | undefined;
}

/**
 * Calls an operation on behalf of a request from outside: access is checked, and the call settles by its deadline.
 * Resolves with the output; rejects with DeclaredError, Invalid, Denied, NotSent, OutcomeUnknown or Fault.
 */
export type CallFromOutside = (operation: AnyOperation, input: unknown, request: OutsideRequest) => Promise<unknown>;
