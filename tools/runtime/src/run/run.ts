import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import pino from 'pino';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { compose } from '../compose/index.ts';
import { createAdmin } from '../door/admin/create-admin.ts';
import { atMost, pause } from '../pause.ts';
import { deployable, isDoor } from '../topology/topology.ts';
import { connectBroker } from './broker.ts';
import { listen } from './listen.ts';
import { registerMetrics } from './metrics.ts';
import { createLog } from './run-log.ts';
import type { RunOptions } from './run-options.ts';
import { portOf, wholeNumber } from './whole-number.ts';
import { openStores } from './stores.ts';
import { reportFailure, stopOnSignals } from './process-life.ts';

const ADMIN_PORT = 3001;
const STOP_GRACE_MS = 10_000;
/** The part of the grace that answers to open requests may take. */
const DOOR_SHARE = 0.7;

/**
 * Runs one deployable as this process, until SIGTERM or SIGINT. Reads from the environment: `PORT` (default 3000, the
 * door only), `ADMIN_PORT` (default 3001 for the door, any free port otherwise), `CARVEOUT_HOST` (default 127.0.0.1; 0.0.0.0 with
 * `NODE_ENV=production`), `DATABASE_URL`, `RABBITMQ_URL`, `LOG_LEVEL`, and the modules' configuration. The admin port
 * always listens on loopback. A fault at the start is printed with its code, and the process exits with 1. A stop, also one
 * that comes during the start, lets work end for 10 s, and exits with 0. Before that the door drops its readiness and serves on for
 * `CARVEOUT_DRAIN_MS` (default 3000 with `NODE_ENV=production`, otherwise 0), telling clients to close their connections.
 */
export async function run(options: RunOptions): Promise<void> {
  const { env } = process;
  const instance =
    env['CARVEOUT_DEPLOYABLE_INSTANCE'] ?? `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const stop = new AbortController();
  let log = pino();
  try {
    log = createLog(options.deployable, instance, env);
    const starting = start(options, instance, log, env, stop.signal);
    stopOnSignals(log, () => endStarted(starting, stop));
    await starting;
  } catch (error) {
    // A start that a stop has cut short is not a failure.
    if (!stop.signal.aborted) reportFailure(error, log);
  }
}

interface Running {
  /** @param orderedAt when it was told to stop, in epoch ms. */
  stop(orderedAt: number): Promise<void>;
}

/** Stops what a start, ended or still under way, has made. */
async function endStarted(starting: Promise<Running>, stop: AbortController): Promise<void> {
  const orderedAt = Date.now();
  stop.abort();
  let running: Running | undefined;
  const started = starting.then((made) => (running = made));
  await atMost(STOP_GRACE_MS, started);
  await running?.stop(orderedAt);
}

async function start(
  options: RunOptions,
  instance: string,
  log: Logger,
  env: NodeJS.ProcessEnv,
  stopping: AbortSignal,
): Promise<Running> {
  const production = env['NODE_ENV'] === 'production';
  const drainMs = wholeNumber(env, 'CARVEOUT_DRAIN_MS', production ? 3_000 : 0, 60_000, 'milliseconds from 0 to 60000');
  const registry = new Registry();
  const here = deployable(options.topology, options.deployable);
  const door = here !== undefined && isDoor(here);
  const deployment = compose({
    deployable: options.deployable,
    topology: options.topology,
    modules: options.modules,
    ...(door ? { contracts: options.contracts } : {}),
    ...(await connectBroker(options, instance, log, env)),
    store: await openStores(options, log, env, production),
    log,
    registry,
    env,
    instance,
    production,
  });
  // Readiness drops at once, also where it has not yet risen.
  stopping.addEventListener('abort', () => deployment.announceStop());
  if (stopping.aborted) deployment.announceStop();
  registerMetrics(registry, deployment);
  const live = (): boolean => true;
  const ready = (): boolean => deployment.ready();
  const admin = createAdmin({ registry, health: () => deployment.health(), ready, live, log });
  const adminServer = await listen(
    admin.callback(),
    'admin',
    'ADMIN_PORT',
    portOf(env, 'ADMIN_PORT', door ? ADMIN_PORT : 0),
    '127.0.0.1',
  );
  // The door's port is taken before the start, so that a taken one is told at once; it answers 503 until all is ready.
  const doorServer = door
    ? await (await import('./open-door.ts')).openDoor(deployment, registry, log, env, production)
    : undefined;
  await deployment.start();
  const wasReady = !stopping.aborted;
  if (wasReady)
    log.info(
      { event: 'ready', port: doorServer?.port, adminPort: adminServer.port },
      doorServer === undefined ? 'ready' : `ready at http://localhost:${doorServer.port}`,
    );
  return {
    stop: async (orderedAt) => {
      const drains = wasReady && doorServer !== undefined ? drainMs : 0;
      const until = orderedAt + drains + STOP_GRACE_MS;
      doorServer?.announceClose();
      // Whoever sends clients here needs a moment to see that readiness has dropped.
      await pause(drains);
      // What hangs at the door must leave time for giving back leases.
      await doorServer?.close((until - Date.now()) * DOOR_SHARE);
      await deployment.stop(Math.max(1_000, until - Date.now()));
      await adminServer.close(1_000);
    },
  };
}
