import { stringify } from 'yaml';
import { DOCUMENTS, pathPattern } from '../claimed-paths.ts';
import { authority } from '../instances.ts';
import type { GatewayPlan, PlannedRoute, Upstream } from '../plan.ts';
import { globalPlugins, notAllowedPlugins, notFoundPlugin, routePlugins } from './plugins.ts';

/** Methods that Kong's routes are given; with any other, no route fits, and Kong answers 404. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'];

/**
 * The declarative configuration of Kong (3.4 or newer, without a database) for a topology's gateway. Two settings of Kong
 * itself go with it: see docs/guides/other-gateways.md.
 */
export function kongConfig(plan: GatewayPlan): string {
  const routes = [...plan.operations, ...(plan.pages ? [plan.pages] : [])];
  const document = {
    _format_version: '3.0',
    _transform: true,
    upstreams: plan.upstreams.map(upstream),
    services: routes.map(service),
    routes: [...notAllowed(plan), documents()],
    plugins: globalPlugins(plan),
  };
  const head = [
    `Made by \`carveout gateway-config kong ${plan.topologyFile}\`. Do not edit: change the topology or the contracts.`,
    'Kong needs KONG_DATABASE=off and KONG_UNTRUSTED_LUA_SANDBOX_REQUIRES=resty.http. See docs/guides/other-gateways.md.',
  ];
  return `${head.map((line) => `# ${line}\n`).join('')}\n${stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

/** What a route makes of a request: nothing. */
const KEPT = { strip_path: false, preserve_host: true, protocols: ['http', 'https'] } as const;

/** A name that no host has: a target of the same name would be taken for it. */
const upstreamName = ({ name }: Upstream): string => `${name}.carveout`;

function upstream(one: Upstream): object {
  const failures = { tcp_failures: 1, timeouts: 3, http_failures: 0 };
  return {
    name: upstreamName(one),
    algorithm: 'least-connections',
    healthchecks: {
      active: {
        type: 'http',
        http_path: '/health/ready',
        timeout: 1,
        healthy: { interval: 2, http_statuses: [200], successes: 1 },
        unhealthy: { interval: 2, http_statuses: [503], ...failures, http_failures: 1 },
      },
      // Failures of one request tell nothing of the others, unless there was no connection at all.
      passive: { type: 'http', unhealthy: failures },
    },
    targets: one.servers.map((server) => ({ target: authority(server), weight: 100 })),
  };
}

/** One for each route: in Kong, it is services that have time limits. */
function service(route: PlannedRoute): object {
  const { name, policy, maySwitch, methods } = route;
  return {
    name,
    host: upstreamName(route.upstream),
    port: 3000,
    protocol: 'http',
    connect_timeout: 1_000,
    write_timeout: policy.within,
    read_timeout: policy.within,
    // nginx, on which Kong stands, repeats no POST and PATCH that was sent.
    retries: maySwitch ? 1 : 0,
    routes: [{ name, methods, ...place(route.path, 200), plugins: routePlugins(route) }],
  };
}

/** For each path, a route that takes what the others do not. */
function notAllowed({ paths, pages }: GatewayPlan): object[] {
  const claims = [...paths, ...(pages ? [{ path: pages.path, methods: pages.methods }] : [])];
  return claims.map(({ path, methods }, index) => ({
    name: `not-allowed.${index + 1}`,
    // As many conditions as the others have: Kong prefers routes with more of them.
    methods: METHODS.filter((method) => !(methods as readonly string[]).includes(method)),
    ...place(path, 100),
    plugins: notAllowedPlugins(methods),
  }));
}

/** A route that takes what a deployable would say of its own API. */
function documents(): object {
  return {
    name: 'documents',
    methods: METHODS,
    ...regularPlace(DOCUMENTS, 50),
    plugins: [notFoundPlugin()],
  };
}

/** @param from the greater, the sooner tried. */
function place(path: string, from: number): object {
  if (path === '/*') return { paths: ['/'], ...KEPT };
  const parameters = path.split('/').filter((part) => part.startsWith(':')).length;
  return regularPlace(pathPattern(path, '[^/]+'), from - parameters);
}

function regularPlace(pattern: string, priority: number): object {
  return { paths: [`~${pattern}$`], regex_priority: priority, ...KEPT };
}
