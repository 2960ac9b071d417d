import { STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import { BodyRefused, PROBLEM_TYPE, problemUri, SECURITY_HEADERS } from '@carveout/runtime/door';
import type { Problem } from '@carveout/runtime/door';
import { fault } from '@carveout/runtime/errors';
import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import { putAdded } from '../answers/add-header.ts';
import { sendAnswer } from '../answers/send-answer.ts';
import { arrivalOf } from '../arrival/arrival.ts';
import type { Arrival } from '../arrival/arrival.ts';
import { ClientLeft } from './client-left.ts';
import { Refusal } from './refusal.ts';

const SECURITY = Object.entries(SECURITY_HEADERS);

/**
 * Turns every error and every bare status into problem details (RFC 9457) of the door's shape, logs what broke, and
 * gives the gateway's own answers their security headers. An instance's answer has its own, and is sent as it is.
 *
 * @param lingerMs milliseconds for which the rest of a body is thrown away where an instance has answered before its end.
 */
export function answerProblems(log: Logger, lingerMs = 1_000): Middleware {
  return async (context, next) => {
    const arrival = arrivalOf(context);
    try {
      await next();
      if (isRefused(context)) return dropAnswer(arrival);
      const answer = arrival.matched?.answer;
      if (answer !== undefined) return sendAnswer(context, answer, lingerMs);
      const { status } = context;
      if (status >= 400 && (context.body ?? null) === null) tell(context, plainProblem(status, arrival.requestId));
    } catch (error) {
      dropAnswer(arrival);
      if (isRefused(context)) return;
      if (error instanceof ClientLeft) {
        context.respond = false;
        context.res.destroy();
        return;
      }
      const problem = problemOf(error, arrival.requestId);
      logOnce(log, problem, context, error);
      if (error instanceof Refusal) context.set(error.headers);
      tell(context, problem);
    }
    const { res } = context;
    for (const [name, value] of SECURITY) if (!res.hasHeader(name)) res.setHeader(name, value);
    putAdded(context);
  };
}

/** Whether its body could not be read to the end: the server has said so. */
const isRefused = ({ res }: Context): boolean => res.writableEnded;

/** What came of an answer that is not sent in the end: its instance need not go on. */
function dropAnswer({ matched }: Arrival): void {
  const body = matched?.answer?.body;
  if (body instanceof Readable) body.destroy();
}

function tell(context: Context, problem: Problem): void {
  const { res } = context;
  // What was begun of another answer does not go with this one.
  for (const name of ['Content-Encoding', 'ETag', 'Last-Modified', 'Content-Range']) res.removeHeader(name);
  context.status = problem.status;
  if ((problem.status === 503 || problem.status === 504) && !res.hasHeader('Retry-After'))
    res.setHeader('Retry-After', '1');
  context.body = JSON.stringify(problem);
  context.type = PROBLEM_TYPE;
}

function problemOf(error: unknown, requestId: string): Problem {
  if (error instanceof Refusal) {
    const { status, definition, detail } = error;
    if (definition === undefined) return { ...plainProblem(status, requestId), detail };
    const { code, title } = definition;
    return { type: problemUri(code), title, status, code, detail, requestId };
  }
  if (error instanceof BodyRefused)
    return {
      type: problemUri(error.code),
      title: 'The request body was refused',
      status: error.status,
      code: error.code,
      detail: error.message,
      requestId,
    };
  const status = exposedStatus(error);
  if (status !== undefined) return plainProblem(status, requestId);
  return {
    type: problemUri(fault.code),
    title: fault.title,
    status: 500,
    code: fault.code,
    detail: 'Something broke inside. It has been logged under this request id.',
    requestId,
  };
}

const DETAILS: Readonly<Record<number, string>> = {
  404: 'Nothing is served at this path.',
  405: 'This path takes other methods: see the Allow header.',
};

function plainProblem(status: number, requestId: string): Problem {
  const detail = DETAILS[status] ?? 'The request was refused.';
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, requestId };
}

/** As Koa has it: `ctx.throw(401)`. */
function exposedStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('expose' in error) || error.expose !== true || !('status' in error))
    return undefined;
  return typeof error.status === 'number' && error.status >= 400 && error.status < 500 ? error.status : undefined;
}

function logOnce(log: Logger, { status, requestId, code }: Problem, context: Context, error: unknown): void {
  const line = {
    correlation: requestId,
    route: arrivalOf(context).route,
    method: context.method,
    path: context.path,
    status,
  };
  if (status === 500) log.error({ ...line, err: error }, 'a request failed');
  else if (status > 501) log.warn({ ...line, code, err: causeOf(error) }, 'a request was not carried out');
  else log.debug({ ...line, code }, 'a request was refused');
}

const causeOf = (error: unknown): unknown =>
  error instanceof Error && error.cause !== undefined ? error.cause : error;
