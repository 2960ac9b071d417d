import type { AnyOperation } from '@carveout/contract';
import type { Logger } from 'pino';
import { CallFailure, DeclaredError, availabilityOf, fault, notSent, outcomeUnknown } from '../errors/index.ts';
import type { CallReply } from '../ports/index.ts';
import { FailureSignal } from './failure-signal.ts';
import { failure, final } from './replies.ts';

/**
 * What the caller learns of an error that left a handler. A declared error only when the handler said so with `fail`;
 * a nested call that did not get through leaves a command's outcome unknown, and a query, which has no effect, ends as
 * that call did; a database that is away breaks nothing, and the call may be tried again; all else is a fault, whose
 * details stay in the log.
 *
 * @param ran whether the handler was entered: if not, the call surely had no effect.
 */
export function handlerFailure(
  { id: operation, kind }: AnyOperation,
  error: unknown,
  log: Logger,
  ran = true,
): CallReply {
  if (error instanceof FailureSignal) return { kind: 'declared', code: error.code, data: error.data };
  if (error instanceof CallFailure && (error.kind === 'not-sent' || error.kind === 'outcome-unknown')) {
    log.warn({ err: error, operation }, 'a call made by this operation did not get through');
    // It has been tried again where that was allowed: once more from above would multiply.
    if (kind === 'query') return unansweredQuery(error.kind);
    return final(
      'outcome-unknown',
      outcomeUnknown,
      'a call that it depends on did not get through; it may have run in part. Repeat it under the same key',
    );
  }
  const availability = availabilityOf(error);
  if (availability !== undefined) {
    log.warn({ err: error, operation }, 'the database could not be reached during this operation');
    return availability === 'away' && (!ran || kind === 'query')
      ? failure('not-sent', notSent, 'its data cannot be reached just now; nothing has happened')
      : failure(
          'outcome-unknown',
          outcomeUnknown,
          'its data went out of reach while it ran; it may have run in part. Repeat it under the same key',
        );
  }
  const hint =
    error instanceof DeclaredError
      ? " (a neighbour's declared error that the handler neither handled nor passed on with fail)"
      : '';
  log.error({ err: error, operation }, `operation broke${hint}`);
  return failure('fault', fault, 'the module broke while handling it; its log has the details');
}

/** Nothing has happened. Whether nobody took what it asked, or nobody answered, is the callers' to know: see `isOutage`. */
function unansweredQuery(kind: 'not-sent' | 'outcome-unknown'): CallReply {
  return kind === 'not-sent'
    ? final(kind, notSent, 'a call that it depends on did not get through; nothing has happened')
    : final(kind, outcomeUnknown, 'a call that it depends on got no answer; nothing has happened');
}
