import cors from '@koa/cors';
import type { Context, Middleware, Next } from 'koa';
import { addHeader } from '../answers/add-header.ts';
import type { CountUnrouted } from '../routes/match-route.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const SENT = ['Authorization', 'Content-Type', 'Idempotency-Key', 'X-Request-Id'];
const TOLD = [
  'Age',
  'ETag',
  'Idempotency-Key',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
];
/** Seconds for which a browser need not ask again. */
const MAX_AGE_S = 600;

/**
 * Says which pages of other origins may call (CORS, as the Fetch standard has it): those that the topology lists, with
 * credentials, and nobody else. Preflights are answered here, also those of others: they learn nothing. What an instance says
 * about origins is not passed on. Runs before routes are matched: a preflight's method is none of a route's.
 *
 * @param count counts preflights. @default all are answered
 */
export function allowOrigins(origins: readonly string[], count: CountUnrouted = () => true): Middleware {
  const allowed = new Set(origins);
  const originOf = (context: Context): string => {
    const origin = context.get('Origin');
    return allowed.has(origin) ? origin : '';
  };
  const say = cors({
    origin: originOf,
    credentials: true,
    allowMethods: METHODS,
    allowHeaders: SENT,
    exposeHeaders: TOLD,
    maxAge: MAX_AGE_S,
    keepHeadersOnError: false,
  });
  return (context, next) => {
    if (isPreflight(context)) return answer(context, next);
    if (originOf(context) !== '') return say(context, next);
    if (allowed.size > 0) addHeader(context, 'Vary', 'Origin');
    return next();
  };

  async function answer(context: Context, next: Next): Promise<void> {
    if (!(await count(context))) return;
    if (originOf(context) !== '') return (await say(context, next)) as void;
    if (allowed.size > 0) addHeader(context, 'Vary', 'Origin');
    context.status = 204;
  }
}

function isPreflight(context: Context): boolean {
  return (
    context.method === 'OPTIONS' && context.get('Origin') !== '' && context.get('Access-Control-Request-Method') !== ''
  );
}
