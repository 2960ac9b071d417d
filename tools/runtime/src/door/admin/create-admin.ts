import Koa from 'koa';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { healthByStatus } from '../health.ts';

/**
 * Health in detail: per group (`modules`, `links`, `stores`) each part's name with undefined while it is well, or one
 * line that says what is wrong.
 */
export type HealthDetail = Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;

export interface AdminOptions {
  readonly registry: Registry;
  readonly health: () => HealthDetail;
  readonly ready: () => boolean;
  readonly live: () => boolean;
  readonly log: Logger;
}

/**
 * Makes the admin app: `/metrics` for Prometheus, `/health` in detail as JSON (200, or 503 while something is wrong),
 * `/health/live` and `/health/ready` by status. It has no access check: bind it to loopback.
 */
export function createAdmin(options: AdminOptions): Koa {
  const app = new Koa();
  app.use(healthByStatus(options.live, options.ready));
  app.use(async (context) => {
    context.set('Cache-Control', 'no-store');
    if (context.path !== '/metrics' && context.path !== '/health') return context.throw(404);
    if (context.method !== 'GET' && context.method !== 'HEAD') {
      context.set('Allow', 'GET, HEAD');
      context.status = 405;
      return;
    }
    if (context.path === '/metrics') {
      context.body = await options.registry.metrics();
      context.set('Content-Type', options.registry.contentType);
      return;
    }
    const detail = told(options.health());
    context.status = detail.ok ? 200 : 503;
    context.body = detail;
  });
  app.on('error', (error: Error & { readonly expose?: boolean }) => {
    if (!error.expose) options.log.error({ err: error }, 'the admin port could not answer');
  });
  return app;
}

function told(health: HealthDetail): { readonly ok: boolean } {
  const groups = Object.entries(health).map(([group, parts]) => [
    group,
    Object.fromEntries(Object.entries(parts).map(([name, wrong]) => [name, wrong ?? 'ok'])),
  ]);
  const ok = Object.values(health).every((parts) => Object.values(parts).every((wrong) => wrong === undefined));
  return { ok, ...Object.fromEntries(groups) };
}
