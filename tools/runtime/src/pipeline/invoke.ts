import type { Principal } from '@carveout/contract';
import type { CallOptions } from '../definition/index.ts';
import { CarveoutError, NotSent, callInTransaction, expired } from '../errors/index.ts';
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
  const wanted = options?.timeout ?? operation.timeout;
  const deadline = now + Math.floor(Math.min(wanted, left - Math.min(LARGEST_RESERVE_MS, left * RESERVE_SHARE)));
  const span = route.tracing?.start(`${operation.id} call`, 'client', origin.trace, {
    'carveout.caller': origin.caller,
    'carveout.link': route.link.name,
  });
  const pending = new PendingCall(route, startedAt, deadline, span);
  route.link.send(
    {
      module: operation.module,
      operation: operation.name,
      envelope: {
        id: newId(),
        correlation: origin.correlation,
        causation: origin.causation,
        caller: origin.caller,
        deadline,
        key:
          operation.kind === 'command'
            ? (options?.key ?? derivedKey(origin.keyBase, operation.id, options?.step ?? origin.nextOrdinal()))
            : undefined,
        principal: origin.principal,
        trace: span === undefined ? origin.trace : traceparent(span),
      },
      input,
    },
    pending,
  );
  return pending.promise;
}

function refuseExpired(route: CallRoute): Promise<never> {
  route.observe('not-sent', 0);
  return Promise.reject(
    new NotSent(expired, route.operation.id, 'the deadline of the work that calls it had passed; it was not sent'),
  );
}
