import type { Server } from 'node:http';
import { requestTimeoutFor } from '@carveout/runtime/door';
import { listen } from '@carveout/runtime/process';
import type { Listening } from '@carveout/runtime/process';
import type Koa from 'koa';
import { awaitContinue } from '../arrival/arrival.ts';
import { oneAtATime } from '../arrival/one-at-a-time.ts';
import type { GatewayRoute } from '../routes/gateway-route.ts';

export interface ServeOptions {
  /** Say how long a request may take to arrive. */
  readonly routes: readonly Pick<GatewayRoute, 'policy'>[];
  /** Sees the server before it listens. */
  readonly see?: ((server: Server) => void) | undefined;
}

/** Opens the port that clients reach. @throws CarveoutError CARV-631 when it is taken. */
export function serve(app: Koa, port: number, host: string, { routes, see }: ServeOptions): Promise<Listening> {
  const longest = Math.max(0, ...routes.map(({ policy }) => policy.within));
  return listen(oneAtATime(app.callback()), 'gateway', 'PORT', port, host, {
    limits: { requestTimeout: requestTimeoutFor(longest) },
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
