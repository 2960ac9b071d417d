import { STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import { BodyRefused, PROBLEM_TYPE, problemUri, SECURITY_HEADERS } from '@carveout/runtime/door';
import type { Problem } from '@carveout/runtime/door';
import { fault } from '@carveout/runtime/errors';
import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import { arrivalOf } from '../arrival/arrival.ts';
import { isBodyUnderWay } from '../arrival/linger.ts';
import { ClientLeft } from './client-left.ts';
import { Refusal } from './refusal.ts';

/** More than this is not copied. */
const ONE_PIECE_BYTES = 16_384;

const SECURITY = Object.entries(SECURITY_HEADERS);

/**
 * Turns every error and every bare status into problem details (RFC 9457) of the door's shape, logs what broke, and
 * gives the gateway's own answers their security headers. An instance's answer has its own.
 */
export function answerProblems(log: Logger): Middleware {
  return async (context, next) => {
    const arrival = arrivalOf(context);
    try {
      await next();
      if (arrival.passedOn) return send(context);
      const { status } = context;
      if (status >= 400 && (context.body ?? null) === null) tell(context, plainProblem(status, arrival.requestId));
    } catch (error) {
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
  };
}

/**
 * Sends a small body in one piece with its head: Node writes a buffer behind the head as a piece of its own, which takes
 * the kernel three times as long. The head of a streamed one goes ahead: its first piece may be long in coming.
 */
function send(context: Context): void {
  const { body, res } = context;
  if (body instanceof Readable && context.writable) res.flushHeaders();
  // Whoever sees to the rest of the request's body sends it.
  if (isBodyUnderWay(context)) return;
  if (!Buffer.isBuffer(body) || body.length > ONE_PIECE_BYTES || context.method === 'HEAD' || !context.writable) return;
  context.respond = false;
  res.end(body.toString('latin1'), 'latin1');
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
