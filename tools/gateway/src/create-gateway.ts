import { explorerRoutes, healthByStatus, limitStalls, servedOperations } from '@carveout/runtime/door';
import type { AnyContract } from '@carveout/contract';
import type { Networks } from '@carveout/runtime/discovery';
import Koa from 'koa';
import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { arrivalOf, beginArrival, requestIdOf } from './arrival/arrival.ts';
import { lingerOverBodies } from './arrival/linger.ts';
import { refuseOdd } from './arrival/refuse-odd.ts';
import { GatewayMetrics } from './metrics.ts';
import { observeRequests } from './observe.ts';
import { answerProblems } from './problems/answer-problems.ts';
import { Forwarder } from './proxy/forwarder.ts';
import { proxy } from './proxy/proxy.ts';
import type { Inward } from './proxy/proxy.ts';
import type { Upstreams } from './proxy/upstreams.ts';
import type { GatewayRoute } from './routes/gateway-route.ts';
import { matchRoute } from './routes/match-route.ts';
import type { CountUnrouted } from './routes/match-route.ts';
import { Matcher } from './routes/matcher.ts';

export interface GatewayOptions {
  /** As `routesOf` makes them. */
  readonly routes: readonly GatewayRoute[];
  /** Told in the OpenAPI document. */
  readonly contracts: readonly AnyContract[];
  readonly upstreams: Upstreams;
  /**
   * What runs between the match and the proxy, in this order: identification, rates, access, cache. Each may
   * answer by itself, and each reads the request with `requestState`. `next()` leaves an instance's answer in
   * `requestState(context).answer`, where it can be changed until it is sent; it rejects where there is none. A request with OPTIONS comes this
   * far too, under the route that it asks about; it is never passed on.
   */
  readonly before?: readonly Middleware[] | undefined;
  /** Runs before the match: answers preflights, which match nothing, and says which pages of others may read answers. */
  readonly origins?: Middleware | undefined;
  /** Counts the gateway's own pages, and what has no route. @default they are not counted */
  readonly countUnrouted?: CountUnrouted | undefined;
  /** Changes what goes inward. `Authorization` is gone already where there is a principal. */
  readonly inward?: Inward | undefined;
  /** Name of the cookie that only the gateway reads: instances do not see it. */
  readonly sessionCookie?: string | undefined;
  /** Proxies in front of the gateway, whose `X-Forwarded-*` count. @default none */
  readonly trustedProxies?: Networks | undefined;
  readonly registry: Registry;
  readonly log: Logger;
  /** Whether requests can be served: the status of `/health/ready`. */
  readonly ready: () => boolean;
  /** Whether the process is sound: the status of `/health/live`. */
  readonly live: () => boolean;
  /** Milliseconds for which the rest of a body that nobody reads is thrown away. @default 1000 */
  readonly lingerMs?: number | undefined;
  /** Whether bearer tokens count, as the OpenAPI document tells. @default false */
  readonly tokens?: boolean | undefined;
  /** Title of the OpenAPI document. @default 'JSON API' */
  readonly title?: string | undefined;
}

/** The app that clients reach. It listens to nothing by itself. */
export function createGateway(options: GatewayOptions): Koa {
  const { upstreams, log, inward, sessionCookie, lingerMs = 1_000 } = options;
  const metrics = new GatewayMetrics(options.registry);
  const forwarder = new Forwarder(upstreams, metrics, log);
  // `X-Forwarded-*` has been settled before Koa reads it: what a client wrote there is gone.
  const app = new Koa({ proxy: true });
  app.use(beginArrival(options.trustedProxies));
  app.use(observeRequests(metrics));
  app.use(limitStalls(upstreams.stallMs));
  app.use(lingerOverBodies(lingerMs));
  app.use(answerProblems(log, lingerMs));
  app.use(refuseOdd);
  app.use(healthByStatus(options.live, options.ready));
  app.use(ownPages(options));
  if (options.origins !== undefined) app.use(options.origins);
  app.use(matchRoute(new Matcher(options.routes), options.countUnrouted));
  for (const middleware of options.before ?? []) app.use(middleware);
  app.use(answerOptions);
  app.use(proxy({ forwarder, inward, sessionCookie }));
  app.on('error', (error: Error, context?: Context) => {
    // What reaches this place broke while an answer was being written: the client has left, or an instance has.
    log.debug({ correlation: requestIdOf(context), err: error }, 'an answer could not be written to its end');
  });
  return app;
}

/** `/openapi.json` of all contracts, and the explorer. */
function ownPages(options: GatewayOptions): Middleware {
  const { contracts, title = 'JSON API', sessionCookie, tokens = false, countUnrouted = () => true } = options;
  const document = { title, sessionCookie, gateway: { tokens } };
  const router = explorerRoutes(servedOperations(contracts), document).routes() as Middleware;
  return (context, next) => {
    const { path } = context;
    const isOwn = path === '/openapi.json' || path === '/explorer' || path.startsWith('/explorer/');
    if (!isOwn || (context.method !== 'GET' && context.method !== 'HEAD')) return next();
    arrivalOf(context).route = 'explorer';
    return answer(context);
  };

  async function answer(context: Context): Promise<void> {
    if (await countUnrouted(context)) await router(context, () => Promise.resolve());
  }
}

/** Preflights have been answered before; to others, what the path takes is all there is to say. */
const answerOptions: Middleware = (context, next) => {
  if (context.method !== 'OPTIONS') return next();
  context.status = 204;
  return undefined;
};
