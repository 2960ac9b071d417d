import { PRINCIPAL_HEADER } from '@carveout/runtime/inward';
import type { Networks } from '@carveout/runtime/discovery';
import Koa from 'koa';
import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { beginArrival } from '../arrival/arrival.ts';
import { refuseOdd } from '../arrival/refuse-odd.ts';
import { signedPrincipal } from '../principal/pass-principal.ts';
import { answerProblems } from '../problems/answer-problems.ts';
import { Refusal } from '../problems/refusal.ts';
import type { GatewayRoute } from '../routes/gateway-route.ts';
import { matchRoute } from '../routes/match-route.ts';
import { Matcher } from '../routes/matcher.ts';

export interface IdentityEndpointOptions {
  readonly routes: readonly GatewayRoute[];
  /** What finds out who makes a request and whether they may, and signs it. */
  readonly identity: readonly Middleware[];
  readonly trustedProxies: Networks | undefined;
  readonly log: Logger;
}

/**
 * Tells other gateways who makes a request, so that they can pass it on: `GET /identity` with the request's own headers,
 * and its method and target as `X-Original-Method` and `X-Original-URI`. Answers 200 with `Carveout-Principal` (empty for
 * nobody), and `Set-Cookie` for the client where a session begins; otherwise problem details that say why not.
 */
export function createIdentityEndpoint({ routes, identity, trustedProxies, log }: IdentityEndpointOptions): Koa {
  const app = new Koa({ proxy: true });
  app.use(beginArrival(trustedProxies));
  app.use(answerProblems(log));
  app.use(asAsked);
  app.use(refuseOdd);
  app.use(matchRoute(new Matcher(routes)));
  for (const middleware of identity) app.use(middleware);
  app.use((context) => {
    context.set(PRINCIPAL_HEADER, signedPrincipal(context) ?? '');
    context.set('Cache-Control', 'no-store');
    context.status = 200;
    context.body = '';
  });
  app.on('error', (error: Error) => log.debug({ err: error }, 'an identity could not be told'));
  return app;
}

/** The request that is asked about takes the place of the one that asks. */
const asAsked: Middleware = (context, next) => {
  if (context.path !== '/identity') throw new Refusal(404, undefined, 'Nothing is served at this path.');
  const { req } = context;
  const [method, target] = [req.headers['x-original-method'], req.headers['x-original-uri']];
  if (typeof method !== 'string' || typeof target !== 'string' || !/^[A-Z]{1,16}$/.test(method))
    throw new Refusal(400, undefined, 'X-Original-Method and X-Original-URI must say what is asked about.');
  context.method = method;
  context.url = target;
  req.method = method;
  req.url = target;
  return next();
};
