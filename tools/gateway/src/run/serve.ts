import type { Server } from 'node:http';
import { oneAtATime, requestTimeoutFor } from '@carveout/runtime/door';
import { listen, observeUnreadable } from '@carveout/runtime/process';
import type { Listening } from '@carveout/runtime/process';
import type Koa from 'koa';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { awaitContinue, requestIdOf } from '../arrival/arrival.ts';
import type { GatewayRoute } from '../routes/gateway-route.ts';

export interface ServeOptions {
  /** Say how long a request may take to arrive. */
  readonly routes: readonly Pick<GatewayRoute, 'policy'>[];
  readonly registry: Registry;
  readonly log: Logger;
  /** Sees the server before it listens. */
  readonly see?: ((server: Server) => void) | undefined;
}

/** Opens the port that clients reach. @throws CarveoutError CARV-631 when it is taken. */
export function serve(
  app: Koa,
  port: number,
  host: string,
  { routes, registry, log, see }: ServeOptions,
): Promise<Listening> {
  const longest = Math.max(0, ...routes.map(({ policy }) => policy.within));
  return listen(oneAtATime(app.callback()), 'gateway', 'PORT', port, host, {
    limits: { requestTimeout: requestTimeoutFor(longest) },
    unreadable: {
      observe: observeUnreadable('gateway', registry, log),
      requestIdOf: (request) => requestIdOf({ req: request }),
    },
    prepare: (server) => {
      continueLater(server);
      see?.(server);
    },
  });
}

/** Who asks first (RFC 9110 §10.1.1) is told to go on when the body is wanted, and not before it is known who asks. */
function continueLater(server: Server): void {
  server.on('checkContinue', (request, response) => {
    awaitContinue(request);
    server.emit('request', request, response);
  });
}
