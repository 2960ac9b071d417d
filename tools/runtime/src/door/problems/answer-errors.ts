import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import { notHosted } from '../../errors/carv-323-not-hosted.ts';
import type { BoundSite } from '../options.ts';
import { outsideRequest } from '../request-state.ts';
import { plainProblem, problemOf } from './problem-of.ts';
import { PROBLEM_TYPE, REFUSED } from './problem.ts';
import type { Problem } from './problem.ts';

const pages = new WeakSet<object>();

/** Marks a request as one for a page, so that its errors are pages too. */
export const isPage: Middleware = (context, next) => {
  pages.add(context.req);
  return next();
};

/** Turns every error, unknown path and wrong method into an answer, and logs what broke, once. */
export function answerErrors(site: BoundSite | undefined, log: Logger): Middleware {
  return async (context, next) => {
    try {
      await next();
    } catch (error) {
      const problem = problemOf(error, outsideRequest(context), mayHaveDoneMore(context));
      logOnce(log, problem, context, error);
      answer(context, site, problem, error, log);
      return;
    }
    if (
      context.respond === false ||
      !context.status ||
      context.status < 400 ||
      (context.response.body ?? null) !== null
    )
      return;
    // Routers leave these as a bare status.
    if (context.status === 404 || context.status === 405 || context.status === 501) {
      if (context['_matchedRoute'] === undefined) context.set(REFUSED, notHosted.code);
      answer(context, site, plainProblem(context.status, outsideRequest(context).correlation), undefined, log);
    }
  };
}

/** A page may have made other calls before the one that failed. GET and HEAD may be made again, whatever they did. */
function mayHaveDoneMore({ req, method }: Context): boolean {
  return pages.has(req) && method !== 'GET' && method !== 'HEAD';
}

function answer(context: Context, site: BoundSite | undefined, problem: Problem, error: unknown, log: Logger): void {
  context.status = problem.status;
  if (problem.status === 503 || problem.status === 504) context.set('Retry-After', '1');
  if (problem.status === 401) context.set('WWW-Authenticate', 'Bearer');
  if (site?.onError && wantsPage(context, error)) {
    try {
      site.onError(context, { status: problem.status, requestId: problem.requestId, error });
      return;
    } catch (broken) {
      log.error({ correlation: problem.requestId, err: broken }, 'the page for an error failed itself');
    }
  }
  context.body = JSON.stringify(problem);
  context.type = PROBLEM_TYPE;
}

function wantsPage(context: Context, error: unknown): boolean {
  if (pages.has(context.req)) return true;
  return error === undefined && context.accepts('json', 'html') === 'html';
}

function logOnce(log: Logger, problem: Problem, context: Context, error: unknown): void {
  if (context.req.destroyed && !context.req.complete) return;
  const { trace } = outsideRequest(context);
  const line = {
    correlation: problem.requestId,
    ...(trace === undefined ? {} : { trace: trace.slice(3, 35) }),
    method: context.method,
    path: context.path,
    status: problem.status,
  };
  if (problem.status === 500) log.error({ ...line, err: error }, 'a request failed');
  else if (problem.status > 500) log.warn({ ...line, err: error }, 'a request was not carried out');
  else log.debug({ ...line, code: problem.code }, 'a request was refused');
}
