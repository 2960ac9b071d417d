import type { Middleware } from 'koa';
import { requestState } from '../request-state.ts';
import type { RouteRates } from './route-rates.ts';

/**
 * Refuses clients that ask too often, with 429 and `Retry-After`. A client is who its token names, otherwise its network:
 * sessions are free for the asking.
 */
export function limitRates(rates: RouteRates): Middleware {
  return async (context, next) => {
    const { principal, identity } = requestState(context);
    const isAllowed =
      identity?.by === 'token' && principal !== undefined
        ? await rates.countToken(context, principal.id)
        : await rates.countNetwork(context);
    if (isAllowed) await next();
  };
}
