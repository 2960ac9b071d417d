import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Deployment } from '../compose/index.ts';
import { createDoor } from '../door/index.ts';
import { bindSite } from './bind-site.ts';
import { listen } from './listen.ts';
import type { Listening } from './listen.ts';
import { observeDoor } from './metrics.ts';
import { portOf } from './whole-number.ts';

const DOOR_PORT = 3000;

/** Opens the port that clients reach. Imported by the door alone: its router and parsers are half of a small program. */
export function openDoor(
  deployment: Deployment,
  registry: Registry,
  log: Logger,
  env: NodeJS.ProcessEnv,
  production: boolean,
): Promise<Listening> {
  const app = createDoor({
    contracts: deployment.contracts,
    site: bindSite(deployment),
    call: deployment.call,
    log,
    ready: () => deployment.ready(),
    live: () => true,
    observe: observeDoor(registry),
    title: 'Shop API',
  });
  return listen(
    app.callback(),
    'door',
    'PORT',
    portOf(env, 'PORT', DOOR_PORT),
    env['CARVEOUT_HOST'] || (production ? '0.0.0.0' : '127.0.0.1'),
  );
}
