import { onceOver } from '@carveout/runtime/door';
import type { Middleware } from 'koa';
import { arrivalOf } from './arrival/arrival.ts';
import type { GatewayMetrics } from './metrics.ts';

/** What nginx logs for a client that left before it was answered. No answer ever bears it. */
const CLIENT_LEFT = 499;

/** Counts each request once its answer is out, or its client has left. */
export function observeRequests(metrics: GatewayMetrics): Middleware {
  return (context, next) => {
    const { req, res, method } = context;
    const arrival = arrivalOf(context);
    metrics.began();
    onceOver(req, res, () => {
      arrival.isOver = true;
      arrival.whenOver?.();
      const status = res.headersSent ? res.statusCode : CLIENT_LEFT;
      metrics.ended(method, arrival.route, status, (performance.now() - arrival.at) / 1_000);
    });
    return next();
  };
}
