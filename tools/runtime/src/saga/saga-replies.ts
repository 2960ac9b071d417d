import { OutcomeUnknown, fault, notSent, outcomeUnknown } from '../errors/index.ts';
import { failure } from '../pipeline/replies.ts';
import type { CallReply, SagaRecord } from '../ports/index.ts';

export function replyOf(result: SagaRecord['result']): CallReply {
  if (result === undefined)
    return failure(
      'outcome-unknown',
      outcomeUnknown,
      'it goes on without its caller; repeat it under the same key to learn the outcome',
    );
  if (result.kind === 'fault' && result.away)
    return failure(
      'not-sent',
      notSent,
      'something that it needs was out of reach for too long; whatever it had done was undone',
    );
  if (result.kind === 'fault')
    return failure('fault', fault, 'the module broke while handling it; its log has the details');
  return result;
}

export function unknownBeginning(operation: string, cause: unknown): OutcomeUnknown {
  return new OutcomeUnknown(
    outcomeUnknown,
    operation,
    'it is not known whether it was begun; repeat it under the same key',
    { cause },
  );
}
