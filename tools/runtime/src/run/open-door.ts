import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Deployment } from '../compose/index.ts';
import { createDoor } from '../door/index.ts';
import { oneAtATime } from '../door/one-at-a-time.ts';
import { defaultLimits } from '../door/options.ts';
import { requestTimeoutFor } from '../door/server-limits.ts';
import type { Topology } from '../topology/topology.ts';
import { bindSite } from './bind-site.ts';
import { principalsOf } from './inward-principals.ts';
import { listen } from './listen.ts';
import type { Listening } from './listen.ts';
import type { RunOptions } from './run-options.ts';
import { observeUnreadable } from './observe-unreadable.ts';
import { tlsOf } from './tls-files.ts';
import { observeDoor } from './metrics.ts';

export interface DoorSurroundings {
  readonly options: RunOptions;
  readonly deployment: Deployment;
  readonly registry: Registry;
  readonly log: Logger;
  readonly env: NodeJS.ProcessEnv;
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  readonly ready: () => boolean;
}

/**
 * Opens the port that clients reach, or a gateway on their behalf. Imported where there is one alone: its router and
 * parsers are half of a small program.
 */
export async function openDoor(around: DoorSurroundings): Promise<Listening> {
  const { options, deployment, registry, log, env, production, host, port, ready } = around;
  const app = createDoor({
    contracts: deployment.contracts,
    site: bindSite(deployment),
    principals: await principalsOf(options.topology, env, log, production),
    call: deployment.call,
    log,
    ready,
    live: () => true,
    intake: deployment.intake,
    observe: observeDoor(registry),
    title: 'Shop API',
    limits: { bodyBytes: most(options.topology, 'body', defaultLimits.bodyBytes) },
  });
  const behind = options.topology.gateway !== undefined;
  return listen(oneAtATime(app.callback()), 'door', 'PORT', port, host, {
    tls: behind ? tlsOf(env) : undefined,
    limits: { requestTimeout: requestTimeoutFor(most(options.topology, 'within', 0)) },
    unreadable: { observe: observeUnreadable('door', registry, log) },
  });
}

/** The gateway holds each route to its own limit; here, what one of them may take must not be refused. */
function most({ gateway }: Topology, limit: 'body' | 'within', least: number): number {
  return Math.max(least, ...Object.values(gateway?.routes ?? {}).map((line) => line[limit] ?? 0));
}
