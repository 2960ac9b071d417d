import cors from '@koa/cors';
import type { Context, Middleware } from 'koa';

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
 * credentials, and nobody else. Preflights are answered here, also those of others: they learn nothing. What an upstream says
 * about origins does not count. Runs before routes are matched: a preflight's method is none of a route's.
 */
export function allowOrigins(origins: readonly string[]): Middleware {
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
    if (isPreflight(context) && originOf(context) === '') {
      context.vary('Origin');
      context.status = 204;
      return undefined;
    }
    // Nothing to say to this origin, or none asks: `say` would only go on.
    if (originOf(context) === '') return withOwnWord(context, next);
    return say(context, () => withOwnWord(context, next));
  };
}

async function withOwnWord(context: Context, next: () => Promise<unknown>): Promise<void> {
  const own = corsHeaders(context);
  try {
    await next();
  } finally {
    if (!context.headerSent) {
      for (const name of corsNames(context)) context.remove(name);
      context.set(own);
      // An upstream's own Vary has replaced it.
      context.vary('Origin');
    }
  }
}

function corsHeaders(context: Context): Record<string, string> {
  return Object.fromEntries(corsNames(context).map((name) => [name, context.res.getHeader(name) as string]));
}

/** Node gives the names in lower case. */
function corsNames({ res }: Context): string[] {
  return res.getHeaderNames().filter((name) => name.startsWith('access-control-'));
}

function isPreflight(context: Context): boolean {
  return (
    context.method === 'OPTIONS' && context.get('Origin') !== '' && context.get('Access-Control-Request-Method') !== ''
  );
}
