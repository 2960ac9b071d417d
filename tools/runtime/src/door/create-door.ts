import Router from '@koa/router';
import Koa from 'koa';
import type { Middleware } from 'koa';
import { composition } from '../errors/carv-250-composition.ts';
import { CarveoutError, throwCollected } from '../errors/carveout-error.ts';
import { Tracing } from '../pipeline/tracing.ts';
import { apiRoutes } from './api-routes.ts';
import { lingerOverUnreadBodies } from './body/linger.ts';
import { readForm } from './body/read-body.ts';
import { explorerRoutes } from './explorer/explorer-routes.ts';
import { healthByStatus } from './health.ts';
import { limitStalls } from './limit-stalls.ts';
import { observeRequests } from './observe.ts';
import { defaultLimits } from './options.ts';
import type { BoundSite, DoorOptions } from './options.ts';
import { answerErrors, isPage } from './problems/answer-errors.ts';
import { beginRequest, correlationOf, recognise, recogniseInward } from './request-state.ts';
import { securityHeaders } from './security-headers.ts';
import { routeClaim, servedOperations } from './served-operation.ts';
import { shedLoad } from './shed.ts';
import { traceRequests } from './trace-requests.ts';
import type { ServedOperation } from './served-operation.ts';

/**
 * Makes the public HTTP door: the contracts' `http` lines as a JSON API, the site's pages, the OpenAPI document with its
 * explorer, and health by status. It listens to nothing by itself; start a server with `serverLimits` on its callback,
 * within `oneAtATime`.
 *
 * @throws CarveoutError (CARV-250) when two routes claim the same requests or an input cannot come from outside.
 */
export function createDoor(options: DoorOptions): Koa {
  const { site, log } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const served = servedOperations(options.contracts);
  const tracing = Tracing.detect();
  const { principals } = options;
  const recognition = principals === undefined ? recognise(site?.identify) : recogniseInward(principals);
  const own = explorerRoutes(served, { title: options.title ?? 'JSON API', sessionCookie: site?.sessionCookie });
  const api = apiRoutes(served, options.call, recognition, limits.bodyBytes, principals !== undefined);
  const pages = siteRoutes(site, recognition, limits.bodyBytes);
  refuseRivals(served, [own, pages]);

  const app = new Koa();
  app.use(limitStalls(limits.stallMs));
  app.use(healthByStatus(options.live, options.ready));
  app.use(lingerOverUnreadBodies(limits.lingerMs));
  app.use(beginRequest(limits.deadlineMs, principals !== undefined));
  if (tracing !== undefined) app.use(traceRequests(tracing));
  app.use(securityHeaders);
  if (options.observe) app.use(observeRequests(options.observe));
  if (options.intake) app.use(shedLoad(options.intake));
  app.use(answerErrors(site, log));
  app.use(api.allowedMethods());
  for (const router of [own, api, pages]) app.use(router.routes());
  app.on('error', (error: Error, context?: Koa.Context) => {
    // What reaches this place broke while an answer was being written; mostly the client has left.
    log.debug({ correlation: correlationOf(context), err: error }, 'an answer could not be written');
  });
  return app;
}

function siteRoutes(site: BoundSite | undefined, recognition: Middleware, bodyBytes: number): Router {
  const router = new Router({ sensitive: true });
  router.use(isPage, recognition, readForm(bodyBytes));
  site?.routes(router);
  return router;
}

function refuseRivals(served: readonly ServedOperation[], routers: readonly Router[]): void {
  const claims = new Map(
    served.map(({ operation, route }) => [routeClaim(route.method, route.path), operation.id] as const),
  );
  const rivals = routers
    .flatMap((router) => router.stack)
    .flatMap((layer) => layer.methods.map((method) => routeClaim(method, String(layer.path))))
    .filter((claim) => claims.has(claim));
  throwCollected(
    rivals.map(
      (claim) =>
        new CarveoutError(
          composition,
          `'${claim}' is claimed by ${claims.get(claim)} and by a page of the door. Change one of them.`,
        ),
    ),
  );
}
