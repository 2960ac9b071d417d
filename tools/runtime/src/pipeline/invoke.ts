import type { Principal } from '@carveout/contract';
import type { CallOptions } from '../definition/index.ts';
import { CallFailure, CarveoutError, NotSent, callInTransaction, expired, notSent } from '../errors/index.ts';
import type { CallRequest } from '../ports/index.ts';
import type { CallRoute } from './call-route.ts';
import { epochMs } from './clock.ts';
import { derivedKey } from './derived-key.ts';
import { newId } from './ids.ts';
import { PendingCall } from './pending-call.ts';
import { traceparent } from './tracing.ts';

/** What a call inherits from the work during which it is made. */
export interface CallOrigin {
  /** The calling module, or `door`. */
  readonly caller: string;
  /** Id of the message being handled; absent at the outermost call. */
  readonly causation: string | undefined;
  readonly correlation: string;
  readonly principal: Principal | undefined;
  readonly trace: string | undefined;
  /** Epoch ms by which the surrounding work settles. */
  readonly deadline: number;
  /** What idempotency keys of its calls are derived from. */
  readonly keyBase: string;
  readonly inTransaction: boolean;
  /** How often this work has been tried before. */
  readonly attempt: number | undefined;
  /** True where an earlier try of it may have made these very calls, and kept no outcome. */
  readonly repeated?: true | undefined;
  nextOrdinal(): number;
}

// A nested call must end a little before the call around it, so that its failure can still be told.
const RESERVE_SHARE = 0.02;
const LARGEST_RESERVE_MS = 100;

/** Makes one call: derives its envelope from its origin, sends it through the route's link, settles by its deadline. */
export function invoke(
  origin: CallOrigin,
  route: CallRoute,
  input: unknown,
  options: CallOptions | undefined,
): Promise<unknown> {
  const { operation } = route;
  if (origin.inTransaction) {
    return Promise.reject(
      new CarveoutError(
        callInTransaction,
        `${origin.caller} calls ${operation.id} while its transaction is open. Call first, then open the transaction: a call never joins one, and none is held open across a call`,
      ),
    );
  }
  const startedAt = performance.now();
  const now = epochMs(startedAt);
  const left = origin.deadline - now;
  if (left <= 0) return refuseExpired(route);
  const signal = options?.signal;
  if (signal?.aborted) return refuseGivenUp(route);
  const { policy, budget } = route.guard;
  const wanted = options?.timeout ?? policy.timeout;
  const until = now + Math.floor(Math.min(wanted, left - Math.min(LARGEST_RESERVE_MS, left * RESERVE_SHARE)));
  const perTry = policy.retry?.perTry;
  const span = route.tracing?.start(`${operation.id} call`, 'client', origin.trace, {
    'carveout.caller': origin.caller,
    'carveout.link': route.link.name,
  });
  if (origin.attempt === undefined) budget.called();
  else budget.calledAgain(startedAt);
  const request: CallRequest = {
    module: operation.module,
    operation: operation.name,
    envelope: {
      id: newId(),
      correlation: origin.correlation,
      causation: origin.causation,
      caller: origin.caller,
      deadline: perTry === undefined ? until : Math.min(until, now + perTry),
      key:
        operation.kind === 'command'
          ? (options?.key ?? derivedKey(origin.keyBase, operation.id, options?.step ?? origin.nextOrdinal()))
          : undefined,
      principal: origin.principal,
      trace: span === undefined ? origin.trace : traceparent(span),
      attempt: origin.attempt,
      repeated: origin.repeated,
    },
    input,
  };
  const pending = new PendingCall(route, request, startedAt, until, span);
  if (signal !== undefined) pending.endWith(signal);
  pending.begin();
  return route.fallback === undefined ? pending.promise : orFallback(pending.promise, route, input, signal);
}

/** What the caller declares to go on with when a query could not be answered. */
function orFallback(
  answer: Promise<unknown>,
  { guard, fallback }: CallRoute,
  input: unknown,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  return answer.catch((error: unknown) => {
    if (signal?.aborted || !(error instanceof CallFailure) || error.kind === 'invalid' || error.kind === 'denied')
      throw error;
    guard.fellBack();
    return fallback!(input, error);
  });
}

function refuseGivenUp(route: CallRoute): Promise<never> {
  route.observe('not-sent', 0);
  return Promise.reject(
    new NotSent(notSent, route.operation.id, 'its caller had given it up before it was sent; it did not run'),
  );
}

function refuseExpired(route: CallRoute): Promise<never> {
  route.observe('not-sent', 0);
  return Promise.reject(
    new NotSent(expired, route.operation.id, 'the deadline of the work that calls it had passed; it was not sent'),
  );
}
