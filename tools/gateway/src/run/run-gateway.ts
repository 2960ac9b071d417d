import type { AnyContract } from '@carveout/contract';
import { Balancer } from '@carveout/runtime/discovery';
import {
  drainMsOf,
  hostOf,
  listen,
  observeUnreadable,
  openAdmin,
  openDirectory,
  pause,
  portOf,
  runProcess,
  STOP_GRACE_MS,
  tlsOf,
  usualPorts,
} from '@carveout/runtime/process';
import type { DiscoveryAdapters, Listening, Running } from '@carveout/runtime/process';
import type { Topology } from '@carveout/runtime/topology';
import { PRINCIPAL_HEADER } from '@carveout/runtime/inward';
import type { Logger } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { createGateway } from '../create-gateway.ts';
import { createIdentityEndpoint } from '../identity/identity-endpoint.ts';
import type { IdentityEndpointOptions } from '../identity/identity-endpoint.ts';
import { refusePlaintextIdentity } from '../identity/plaintext-identity.ts';
import { openPolicies } from '../policies.ts';
import { signedPrincipal } from '../principal/pass-principal.ts';
import type { Inward } from '../proxy/proxy.ts';
import { Upstreams } from '../proxy/upstreams.ts';
import type { UpstreamOptions } from '../proxy/upstreams.ts';
import { routesOf } from '../routes/routes-of.ts';
import { serve } from './serve.ts';
import { trustedProxies } from './trusted-proxies.ts';

export interface RunGatewayOptions {
  readonly deployable: string;
  readonly topology: Topology;
  /** All contracts of the topology. */
  readonly contracts: readonly AnyContract[];
  /** Adapters by the name that the topology gives them; only that one is loaded. */
  readonly discovery: DiscoveryAdapters;
}

/**
 * Runs the gateway as this process, until SIGTERM or SIGINT. docs/guides/environment.md lists what it reads from the
 * environment. It starts and stops as the door does: ready once discovery has said where every module is; told to stop,
 * it drops its readiness, serves on for `CARVEOUT_DRAIN_MS`, and lets what has begun end for 10 s.
 */
export function runGateway(options: RunGatewayOptions): Promise<void> {
  return runProcess(options.deployable, ({ env, log, stopping }) => startGateway(options, env, log, stopping));
}

export interface RunningGateway extends Running {
  readonly port: number;
  readonly adminPort: number;
  /** Where it tells other gateways who makes a request; undefined where it does not. */
  readonly identityPort: number | undefined;
}

/** Starts the gateway within this process. @param stopping drops its readiness. */
export async function startGateway(
  options: RunGatewayOptions,
  env: NodeJS.ProcessEnv,
  log: Logger,
  stopping: AbortSignal,
): Promise<RunningGateway> {
  const { topology, contracts } = options;
  const production = env['NODE_ENV'] === 'production';
  const drainMs = drainMsOf(env);
  const host = safeHost(env, production);
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const routes = routesOf(contracts, topology);
  const trusted = trustedProxies(env);
  const modules = [...new Set(routes.map(({ module }) => module))];
  const { directory, discovery, networks, zone } = await openDirectory(topology, modules, options.discovery, env, log);
  const gateway = topology.gateway!;
  const policies = await openPolicies({ gateway, env, log, production });
  const upstreams = openUpstreams({ balancer: new Balancer(directory, zone), networks, log }, env, production);
  const live = (): boolean => true;
  const ready = (): boolean => !stopping.aborted && directory.health() === undefined;
  const app = createGateway({
    routes,
    contracts,
    upstreams,
    countUnrouted: policies.countUnrouted,
    origins: policies.origins,
    before: policies.matched,
    inward: tellPrincipal,
    sessionCookie: gateway.sessions?.cookie,
    tokens: gateway.tokens !== undefined,
    trustedProxies: trusted,
    registry,
    log,
    ready,
    live,
    title: 'Shop API',
  });
  const usual = usualPorts(env, true);
  const health = () => ({ discovery: { [discovery.name]: directory.detail() } });
  const adminServer = await openAdmin({ registry, health, ready, live, log }, portOf(env, 'ADMIN_PORT', usual.admin));
  // The port is taken before the start, so that a taken one is told at once; it answers 503 until all is ready.
  const server = await serve(app, portOf(env, 'PORT', usual.http), host, { routes, registry, log });
  const identifying = { routes, identity: policies.identity, trustedProxies: trusted, log };
  const identityServer = await openIdentity(identifying, env, host, registry);
  await directory.start();
  const wasReady = !stopping.aborted;
  if (wasReady)
    log.info(
      { event: 'ready', port: server.port, adminPort: adminServer.port, identityPort: identityServer?.port },
      `ready at http://localhost:${server.port}`,
    );
  return {
    port: server.port,
    adminPort: adminServer.port,
    identityPort: identityServer?.port,
    stop: async (orderedAt) => {
      const drains = wasReady ? drainMs : 0;
      server.announceClose();
      // Whoever sends clients here needs a moment to see that readiness has dropped.
      await pause(drains);
      await server.close(Math.max(1_000, orderedAt + drains + STOP_GRACE_MS - performance.now()));
      await identityServer?.close(1_000);
      await upstreams.close();
      await policies.close();
      await directory.stop();
      await adminServer.close(1_000);
    },
  };
}

const tellPrincipal: Inward = (context, headers) => {
  const principal = signedPrincipal(context);
  if (principal !== undefined) headers[PRINCIPAL_HEADER.toLowerCase()] = principal;
};

/** Where it listens. @throws CarveoutError CARV-349 where that is not for the identity endpoint. */
function safeHost(env: NodeJS.ProcessEnv, production: boolean): string {
  const host = hostOf(env);
  refusePlaintextIdentity(env, host, production);
  return host;
}

/** With the certificates that the environment names, and without, only where nobody on the way could read along. */
function openUpstreams(
  options: Pick<UpstreamOptions, 'balancer' | 'networks' | 'log'>,
  env: NodeJS.ProcessEnv,
  production: boolean,
): Upstreams {
  const plaintext = env['CARVEOUT_LINK_PLAINTEXT'] === 'mesh';
  return new Upstreams({ ...options, tls: tlsOf(env), production, plaintext });
}

/** For other gateways, where `IDENTITY_PORT` says at which port they ask; 0 is any free one. */
function openIdentity(
  options: IdentityEndpointOptions,
  env: NodeJS.ProcessEnv,
  host: string,
  registry: Registry,
): Promise<Listening> | undefined {
  if ((env['IDENTITY_PORT'] ?? '') === '') return undefined;
  const app = createIdentityEndpoint(options);
  const observe = observeUnreadable('identity', registry, options.log);
  return listen(app.callback(), 'identity', 'IDENTITY_PORT', portOf(env, 'IDENTITY_PORT', 0), host, {
    unreadable: { observe },
  });
}
