import { randomUUID } from 'node:crypto';
import Router from '@koa/router';
import type { Middleware } from 'koa';
import { isForAnybody } from '../pipeline/access.ts';
import { readJson } from './body/read-body.ts';
import { composeInput } from './input/compose-input.ts';
import type { CallFromOutside } from './outside.ts';
import { outsideRequest } from './request-state.ts';
import type { ServedOperation } from './served-operation.ts';

/**
 * Serves operations as a JSON API, each by a call. Behind a gateway, the answer of a query that anybody may ask does not say
 * whether it may be kept: the gateway's policy does.
 */
export function apiRoutes(
  served: readonly ServedOperation[],
  call: CallFromOutside,
  recognise: Middleware,
  bodyBytes: number,
  behindGateway: boolean,
): Router {
  // Of `/orders/mine` and `/orders/:id`, the more exact one answers.
  const router = new Router({ exclusive: 'specificity', sensitive: true });
  const readBody = readJson(bodyBytes);
  for (const { operation, route, fields } of served) {
    const keepable = behindGateway && operation.kind === 'query' && isForAnybody(operation.access);
    router.register(
      route.path,
      [route.method],
      [
        recognise,
        readBody,
        async (context) => {
          const { params, query } = context;
          const input = composeInput(operation, fields, { params, query, body: context.request.body });
          const request = outsideRequest(context);
          const key = operation.kind === 'command' ? (request.key ?? randomUUID()) : undefined;
          // Told also when it was made here: whoever learns that the outcome is unknown needs it to ask again.
          if (key !== undefined) context.set('Idempotency-Key', key);
          const output = await call(operation, input, { ...request, key });
          if (keepable) context.remove('Cache-Control');
          if (output === undefined) context.status = 204;
          else {
            context.body = JSON.stringify(output);
            context.type = 'application/json';
          }
        },
      ],
    );
  }
  return router;
}
