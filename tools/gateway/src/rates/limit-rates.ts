import type { Middleware } from 'koa';
import { identityOf } from '../identity/identity.ts';
import { requestState } from '../request-state.ts';
import { authorizationOf } from '../tokens/bearer-token.ts';
import type { TokenVerifier } from '../tokens/verify-tokens.ts';
import type { RouteRates } from './route-rates.ts';

/**
 * Refuses clients that ask too often, with 429 and `Retry-After`. A client is who its token names, otherwise its network:
 * sessions are free for the asking.
 */
export function limitRates(rates: RouteRates): Middleware {
  return async (context, next) => {
    const { principal } = requestState(context);
    const byToken = identityOf(context).by === 'token' && principal !== undefined;
    const allowed = byToken ? await rates.countToken(context, principal.id) : await rates.countNetwork(context);
    return allowed ? next() : undefined;
  };
}

/**
 * Counts requests with tokens that are not known yet by their client's network, before anything is found out about them:
 * verifying costs most of all that the gateway does, and may wait for the issuer. Runs before the tokens are looked at.
 */
export function limitUnknownTokens(rates: RouteRates, tokens: Pick<TokenVerifier, 'knows'>): Middleware {
  return async (context, next) => {
    const authorization = authorizationOf(context.req);
    const isUnknown = typeof authorization === 'object' && !tokens.knows(authorization.token);
    return isUnknown && !(await rates.countNetwork(context)) ? undefined : next();
  };
}
