import { STATUS_CODES } from 'node:http';
import { CallFailure, Invalid } from '../../errors/call-failure.ts';
import { denied } from '../../errors/carv-303-denied.ts';
import { fault } from '../../errors/carv-306-fault.ts';
import { invalidInput } from '../../errors/carv-302-invalid.ts';
import { keyReused } from '../../errors/carv-307-key-reused.ts';
import { notSent } from '../../errors/carv-304-not-sent.ts';
import { outcomeUnknown } from '../../errors/carv-305-outcome-unknown.ts';
import { bodyRefused } from '../../errors/carv-317-body-refused.ts';
import { principalRefused } from '../../errors/carv-343-principal-refused.ts';
import type { ErrorDefinition } from '../../errors/carveout-error.ts';
import { DeclaredError } from '../../errors/declared-error.ts';
import type { OutsideRequest } from '../outside.ts';
import { BodyRefused } from '../body/body-refused.ts';
import { PrincipalRefused } from '../inward/principal-refused.ts';
import { declaredStatus } from './declared-status.ts';
import { problemUri } from './problem.ts';
import type { Problem } from './problem.ts';

/**
 * Tells an error to the outside. Only what a client may know gets in: the text is chosen by the kind of failure, never
 * taken from the inside's message.
 *
 * @param mayHaveDoneMore whether the request may have made other calls than the one that failed: that this one surely did
 * not run says nothing of those.
 */
export function problemOf(error: unknown, request: OutsideRequest, mayHaveDoneMore: boolean): Problem {
  const requestId = request.correlation;
  if (error instanceof DeclaredError) {
    return {
      type: problemUri(error.operation, error.code),
      title: error.code,
      status: declaredStatus(error.code),
      code: error.code,
      detail: `${error.operation} answered ${error.code}.`,
      data: error.data,
      requestId,
    };
  }
  if (error instanceof BodyRefused) return kitProblem(bodyRefused, error.status, error.message, requestId);
  if (error instanceof PrincipalRefused)
    return kitProblem(principalRefused, 401, 'Who you are could not be told. Ask again.', requestId);
  if (error instanceof CallFailure) return failureProblem(error, request, mayHaveDoneMore);
  const status = exposedStatus(error);
  if (status !== undefined) return plainProblem(status, requestId);
  return kitProblem(fault, 500, FAULT_DETAIL, requestId);
}

/** A problem that its HTTP status explains: unknown path, wrong method. */
export function plainProblem(status: number, requestId: string): Problem {
  const detail =
    status === 404
      ? 'Nothing is served at this path.'
      : status === 405
        ? 'This path takes other methods: see the Allow header.'
        : 'The request was refused.';
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, requestId };
}

const UNKNOWN_DETAIL =
  'It may have happened. Repeat the request with the same Idempotency-Key to learn what became of it.';
const FAULT_DETAIL = 'Something broke inside. It has been logged under this request id.';

function failureProblem(error: CallFailure, request: OutsideRequest, mayHaveDoneMore: boolean): Problem {
  const requestId = request.correlation;
  switch (error.kind) {
    case 'invalid':
      if (error.code === keyReused.code)
        return kitProblem(
          keyReused,
          422,
          'This Idempotency-Key came with another input before. Use a fresh key for a new request.',
          requestId,
        );
      return {
        ...kitProblem(invalidInput, 400, 'The input was refused: see issues.', requestId),
        issues: error instanceof Invalid ? error.issues : undefined,
      };
    case 'denied':
      return request.principal
        ? kitProblem(denied, 403, 'You may not do this.', requestId)
        : kitProblem(denied, 401, 'Say who you are first.', requestId);
    case 'not-sent':
      return mayHaveDoneMore
        ? kitProblem(outcomeUnknown, 504, UNKNOWN_DETAIL, requestId)
        : kitProblem(notSent, 503, 'It surely did not happen. Try again in a moment.', requestId);
    case 'outcome-unknown':
      return kitProblem(outcomeUnknown, 504, UNKNOWN_DETAIL, requestId);
    case 'fault':
      return kitProblem(fault, 500, FAULT_DETAIL, requestId);
  }
}

function kitProblem(definition: ErrorDefinition, status: number, detail: string, requestId: string): Problem {
  return {
    type: problemUri(definition.code),
    title: definition.title,
    status,
    code: definition.code,
    detail,
    requestId,
  };
}

/** Status of an error that Koa or a route made for the client (`ctx.throw(404)`); undefined for all others. */
function exposedStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('expose' in error) || error.expose !== true || !('status' in error))
    return undefined;
  return typeof error.status === 'number' && error.status >= 400 && error.status < 500 ? error.status : undefined;
}
