import type { Middleware } from 'koa';
import { endSpan, traceparent } from '../pipeline/tracing.ts';
import type { Tracing } from '../pipeline/tracing.ts';
import { underTrace } from './request-state.ts';

/**
 * Gives each request a span, under which all calls for it are: a page makes several. Every request begins a trace of its
 * own; a `traceparent` from outside is not taken over, since a client would then decide what is sampled.
 */
export function traceRequests(tracing: Tracing): Middleware {
  return (context, next) => {
    const span = tracing.start(context.method, 'server', undefined, { 'http.request.method': context.method });
    underTrace(context, traceparent(span));
    context.res.once('close', () => {
      const matched: unknown = context['_matchedRoute'];
      const { statusCode } = context.res;
      if (typeof matched === 'string') span.updateName(`${context.method} ${matched}`);
      span.setAttribute('http.response.status_code', statusCode);
      endSpan(span, statusCode >= 500 ? String(statusCode) : undefined);
    });
    return tracing.within(span, next);
  };
}
