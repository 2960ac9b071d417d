import type { Middleware } from 'koa';

/** Answers `/health/live` and `/health/ready` by status alone: 200 or 503, no body, no cookie. */
export function healthByStatus(live: () => boolean, ready: () => boolean): Middleware {
  const checks: Readonly<Record<string, () => boolean>> = { '/health/live': live, '/health/ready': ready };
  return (context, next) => {
    const check = Object.hasOwn(checks, context.path) ? checks[context.path] : undefined;
    if (!check || (context.method !== 'GET' && context.method !== 'HEAD')) return next();
    context.status = check() ? 200 : 503;
    context.body = '';
    context.remove('Content-Type');
    context.set('Cache-Control', 'no-store');
    return undefined;
  };
}
