import type { AnyContract } from '@carveout/contract';
import { GATEWAY, hostOf } from '@carveout/runtime/topology';
import type { Gateway, Topology } from '@carveout/runtime/topology';
import type { GatewayRoute } from '../routes/gateway-route.ts';
import { routesOf } from '../routes/routes-of.ts';
import { CarveoutError, throwCollected } from '@carveout/runtime/errors';
import { byExactness, claimedPaths } from './claimed-paths.ts';
import type { ClaimedPath } from './claimed-paths.ts';
import { notExpressible } from './errors/carv-640-not-expressible.ts';
import { instancesInvalid } from './errors/carv-641-instances-invalid.ts';
import { authority } from './instances.ts';
import type { Address, InstanceList } from './instances.ts';
import { rateLineOf } from './rate-line.ts';

/** Where containers listen, and the gateway answers who makes a request. */
const HTTP_PORT = 3000;
const IDENTITY_PORT = 3002;

/** Processes that answer for the same modules. */
export interface Upstream {
  /** The deployable's. */
  readonly name: string;
  readonly servers: readonly Address[];
}

/** Nothing of it is left open: see `routesOf`. */
interface Policy {
  readonly rate: { readonly requests: number; readonly seconds: number };
  /** Milliseconds. */
  readonly within: number;
  /** Bytes. */
  readonly body: number;
}

export interface PlannedRoute extends Omit<GatewayRoute, 'policy'> {
  readonly policy: Policy;
  readonly upstream: Upstream;
  /** The line of the topology whose rate it counts towards. */
  readonly rateLine: string;
  /** Milliseconds; only where everybody gets the same answer. */
  readonly sharedFor: number | undefined;
  /**
   * Whether a gateway that never repeats POST and PATCH once they were sent, as nginx and Kong, may ask another instance.
   * Those repeat PUT and DELETE, too, although a command may do more than HTTP allows these.
   */
  readonly maySwitch: boolean;
}

/** All that a configuration is made from, whatever it is for. */
export interface GatewayPlan {
  readonly topologyFile: string;
  readonly gateway: Gateway;
  /** The most exact first. */
  readonly operations: readonly PlannedRoute[];
  /** What operations do not claim; undefined where the topology hosts no site. */
  readonly pages: PlannedRoute | undefined;
  readonly paths: readonly ClaimedPath[];
  readonly upstreams: readonly Upstream[];
  /** Whether the addresses come from a list of instances, rather than from the names of the deployables. */
  readonly isListed: boolean;
  /** Answers at `/identity` who makes a request. */
  readonly identity: Address;
}

export interface PlanOptions {
  /** @default each deployable at `<its name>:3000` */
  readonly instances?: InstanceList | undefined;
  /** Where the identity endpoint is. @default what the list says of `gateway`, or else `gateway:3002` */
  readonly identity?: Address | undefined;
}

/**
 * Reads the route table of a topology.
 *
 * @throws CarveoutError CARV-640 without a section `gateway`, and for instances that speak TLS; CARV-641 for a module that no instance in the list hosts.
 */
export function planGateway(
  contracts: readonly AnyContract[],
  topology: Topology,
  { instances, identity }: PlanOptions = {},
): GatewayPlan {
  const { gateway } = topology;
  if (gateway === undefined)
    throw new CarveoutError(
      notExpressible,
      `${topology.file} has no section 'gateway', so there is nothing to tell a gateway. Add the line 'gateway: {}', or name another topology.`,
    );
  const routes = routesOf(contracts, topology);
  const placed = placeUpstreams(routes, topology, instances);
  const planned = routes.map((route): PlannedRoute => ({
    ...route,
    policy: route.policy as Policy,
    upstream: placed.get(route.module)!,
    rateLine: rateLineOf(gateway.routes, route),
    sharedFor: isShared(route) ? route.policy.cache : undefined,
    maySwitch: maySwitch(route),
  }));
  const operations = byExactness(planned.filter(({ operation }) => operation !== undefined));
  return {
    topologyFile: topology.file,
    gateway,
    operations,
    pages: planned.find(({ operation }) => operation === undefined),
    paths: claimedPaths(operations),
    upstreams: [...new Set(placed.values())],
    isListed: instances !== undefined,
    identity: identity ?? identityIn(instances) ?? { host: GATEWAY, port: IDENTITY_PORT },
  };
}

/** Where the list says that the identity endpoint is. */
function identityIn(instances: InstanceList | undefined): Address | undefined {
  const [one, ...more] = instances?.get(GATEWAY) ?? [];
  if (more.length > 0)
    throw new CarveoutError(
      instancesInvalid,
      `The list has ${more.length + 1} instances of '${GATEWAY}', and one of them alone would be asked who makes a request. Leave one, or name it with --identity.`,
    );
  if (one?.secure) throw secureRefused(GATEWAY);
  return one;
}

/** Who may be told the same as everybody: what is said to one only is not for a cache that cannot tell people apart. */
function isShared({ operation, methods }: GatewayRoute): boolean {
  return operation?.kind === 'query' && operation.access === 'public' && methods.includes('GET');
}

function maySwitch({ operation, methods }: GatewayRoute): boolean {
  const isSentAgain = methods.some((method) => method === 'PUT' || method === 'DELETE');
  return !isSentAgain || (operation?.kind === 'command' && operation.idempotent);
}

/** The processes of each module: those of the list, where there is one, whatever deployable they belong to. */
function placeUpstreams(
  routes: readonly GatewayRoute[],
  topology: Topology,
  instances: InstanceList | undefined,
): Map<string, Upstream> {
  const faults: CarveoutError[] = [];
  const byServers = new Map<string, Upstream>();
  const placed = new Map<string, Upstream>();
  for (const module of new Set(routes.map((route) => route.module))) {
    const host = hostOf(topology, module)!.name;
    const servers = instances === undefined ? [{ host, port: HTTP_PORT }] : (instances.get(module) ?? []);
    if (servers.length === 0)
      faults.push(new CarveoutError(instancesInvalid, `The list has no instance of '${module}' with an HTTP port.`));
    if (servers.some(({ secure }) => secure)) faults.push(secureRefused(module));
    const key = servers.map(authority).sort().join(' ');
    const names = [...byServers.values()].map(({ name }) => name);
    const upstream = byServers.get(key) ?? { name: names.includes(host) ? `${host}.${module}` : host, servers };
    byServers.set(key, upstream);
    placed.set(module, upstream);
  }
  throwCollected(faults);
  return placed;
}

function secureRefused(module: string): CarveoutError {
  return new CarveoutError(
    notExpressible,
    `The list has '${module}' at an instance that speaks TLS ('secure'), and generated configurations speak plain HTTP to deployables and to the identity endpoint. Let a mesh encrypt (CARVEOUT_LINK_PLAINTEXT=mesh, no CARVEOUT_TLS_*), or use the Carveout gateway.`,
  );
}
