import { Registry } from 'prom-client';
import { compose } from '../compose/index.ts';
import type { HealthDetail } from '../door/admin/create-admin.ts';
import { CarveoutError, settingInvalid } from '../errors/index.ts';
import { pause } from '../pause.ts';
import { deployable, isDoor, needsDiscovery, takesRequests } from '../topology/topology.ts';
import { openLinks } from './links.ts';
import { registerMetrics } from './metrics.ts';
import { findOthers, findingHealth, letBeFound } from './being-found.ts';
import type { RunOptions } from './run-options.ts';
import { openAdmin } from './open-admin.ts';
import { migrateModules } from './migrate.ts';
import { runProcess } from './run-process.ts';
import type { ProcessSurroundings, Running } from './run-process.ts';
import { isOn } from './is-on.ts';
import { drainMsOf, STOP_GRACE_MS } from './stop-times.ts';
import { portOf } from './whole-number.ts';
import { openStores } from './stores.ts';
import { hostOf, usualPorts } from './usual-addresses.ts';

/** What taking this process out of the registry may take. */
const WITHDRAW_MS = 2_000;
/** The part of the grace that answers to open requests may take. */
const DOOR_SHARE = 0.7;

/**
 * Runs one deployable as this process, until SIGTERM or SIGINT. docs/guides/environment.md lists what it reads from the
 * environment. The admin port always listens on loopback. A fault at the start is printed with its code, and the process
 * exits with 1. A stop, also one that comes during the start, lets work end for 10 s, and exits with 0. Before that a
 * process that others send requests to takes its records out of the registry, drops its readiness and serves on for
 * `CARVEOUT_DRAIN_MS`, telling clients to close their connections.
 *
 * Told `migrate` it only migrates the data of its modules, as a step before their new version is started in
 * production.
 */
export function run(options: RunOptions): Promise<void> {
  const told = (options.told ?? []).join(' ');
  if (told === 'migrate') return migrateModules(options);
  return runProcess(options.deployable, (around) => {
    if (told === '') return start(options, around);
    throw new CarveoutError(
      settingInvalid,
      `'${told}' is nothing that this program can be told: it runs without arguments, or with 'migrate'`,
    );
  });
}

async function start(options: RunOptions, { instance, log, env, stopping }: ProcessSurroundings): Promise<Running> {
  const { topology } = options;
  const production = env['NODE_ENV'] === 'production';
  const drainMs = drainMsOf(env);
  const host = hostOf(env);
  const registry = new Registry();
  const here = deployable(topology, options.deployable);
  const door = here !== undefined && isDoor(topology, here);
  const opens = here !== undefined && takesRequests(topology, here);
  const finding = needsDiscovery(topology) ? await findOthers(options, log, env) : undefined;
  const ready = (): boolean => deployment.ready() && finding?.directory.health() === undefined;
  const usual = usualPorts(env, door);
  const linkPort = portOf(env, 'LINK_PORT', usual.link);
  const links = await openLinks(options, { instance, log, env, production, host, linkPort, finding, ready });
  const deployment = compose({
    deployable: options.deployable,
    topology,
    modules: options.modules,
    ...(opens ? { contracts: options.contracts } : {}),
    callLinks: links.callLinks,
    eventLink: links.eventLink,
    store: await openStores(options, log, env),
    log,
    registry,
    env,
    instance,
    shedding: isOn(env, 'CARVEOUT_SHEDDING'),
    production,
  });
  // Readiness drops at once, also where it has not yet risen.
  stopping.addEventListener('abort', () => deployment.announceStop());
  if (stopping.aborted) deployment.announceStop();
  registerMetrics(registry, deployment);
  const health = (): HealthDetail => ({ ...deployment.health(), ...findingHealth(finding) });
  const adminPort = portOf(env, 'ADMIN_PORT', usual.admin);
  const adminServer = await openAdmin({ registry, health, ready, live: () => true, log }, adminPort);
  const { openDoor } = opens ? await import('./open-door.ts') : {};
  const port = portOf(env, 'PORT', usual.http);
  const open = () => openDoor?.({ options, deployment, registry, log, env, production, host, port, ready });
  // The door's port is taken before the start, so that a taken one is told at once; it answers 503 until all is ready.
  const opened = door ? await open() : undefined;
  await finding?.directory.start();
  await deployment.start();
  // Behind a gateway, a connection that is refused is what sends a request elsewhere.
  const doorServer = opened ?? (await open());
  const ports = { http: door ? undefined : doorServer?.port, link: links.httpPort?.() };
  const announced = await letBeFound(options, finding, { id: instance, host, ports, ready }, env);
  const wasReady = !stopping.aborted;
  if (wasReady)
    log.info(
      { event: 'ready', port: doorServer?.port, linkPort: ports.link, adminPort: adminServer.port },
      doorServer === undefined ? 'ready' : `ready at http://localhost:${doorServer.port}`,
    );
  const drains = wasReady && (doorServer !== undefined || announced !== undefined) ? drainMs : 0;
  return {
    stop: async (orderedAt) => {
      const until = orderedAt + drains + STOP_GRACE_MS;
      doorServer?.announceClose();
      await announced?.withdraw(WITHDRAW_MS);
      // Whoever sends requests here needs a moment to see that readiness has dropped.
      await pause(drains);
      // What hangs at the door must leave time for giving back leases.
      await doorServer?.close((until - performance.now()) * DOOR_SHARE);
      await deployment.stop(Math.max(1_000, until - performance.now()));
      await finding?.directory.stop();
      await adminServer.close(1_000);
    },
  };
}
