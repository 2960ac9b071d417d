import type { Logger } from 'pino';
import { CallFailure, DeclaredError, fault, outcomeUnknown } from '../errors/index.ts';
import type { CallReply } from '../ports/index.ts';
import { FailureSignal } from './failure-signal.ts';
import { failure } from './replies.ts';

/**
 * What the caller learns of an error that left a handler. A declared error only when the handler said so with `fail`;
 * a nested call whose outcome is unknown leaves this one's unknown; all else is a fault, whose details stay in the log.
 */
export function handlerFailure(operation: string, error: unknown, log: Logger): CallReply {
  if (error instanceof FailureSignal) return { kind: 'declared', code: error.code, data: error.data };
  if (error instanceof CallFailure && (error.kind === 'not-sent' || error.kind === 'outcome-unknown')) {
    log.warn({ err: error, operation }, 'a call made by this operation did not get through');
    return failure(
      'outcome-unknown',
      outcomeUnknown,
      'a call that it depends on did not get through; it may have run in part. Repeat it under the same key',
    );
  }
  const hint =
    error instanceof DeclaredError
      ? " (a neighbour's declared error that the handler neither handled nor passed on with fail)"
      : '';
  log.error({ err: error, operation }, `operation broke${hint}`);
  return failure('fault', fault, 'the module broke while handling it; its log has the details');
}
