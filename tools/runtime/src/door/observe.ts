import type { Middleware } from 'koa';
import type { AnsweredRequest } from './options.ts';

/** Tells each request to `observe` once its answer has been written, or its client has left. */
export function observeRequests(observe: (request: AnsweredRequest) => void): Middleware {
  return (context, next) => {
    const begun = performance.now();
    context.res.once('close', () => {
      const matched: unknown = context['_matchedRoute'];
      observe({
        method: context.method,
        route: typeof matched === 'string' ? matched : 'unknown',
        status: context.res.statusCode,
        seconds: (performance.now() - begun) / 1000,
      });
    });
    return next();
  };
}
