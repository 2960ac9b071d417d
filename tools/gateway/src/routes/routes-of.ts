import type { AnyContract } from '@carveout/contract';
import { CarveoutError, composition, throwCollected } from '@carveout/runtime/errors';
import { servedOperations } from '@carveout/runtime/door';
import { DOOR_MODULE, hostOf } from '@carveout/runtime/topology';
import type { Gateway, RoutePolicy, Topology } from '@carveout/runtime/topology';
import type { GatewayRoute } from './gateway-route.ts';
import { idleLines, isKept } from './idle-lines.ts';

/** What holds where the topology says nothing. */
export const USUAL_POLICY: GatewayRoute['policy'] = {
  rate: { requests: 50, seconds: 1 },
  within: 15_000,
  body: 65_536,
};

/**
 * All ways through the gateway: the contracts' `http` lines, and, where the topology hosts the storefront, its pages.
 *
 * @throws CarveoutError CARV-250, one per line that is claimed twice or that the door would read otherwise; CARV-220, one
 * per line of the topology that would hold for nothing.
 */
export function routesOf(contracts: readonly AnyContract[], topology: Topology): GatewayRoute[] {
  const policies = topology.gateway?.routes ?? {};
  const served = servedOperations(contracts);
  throwCollected([
    ...idleLines(contracts, topology),
    ...served
      .filter(({ route }) => route.path.split('/').some((part) => part.lastIndexOf(':') > 0))
      .map(
        ({ operation }) =>
          new CarveoutError(
            composition,
            `${operation.id}: '${operation.http}' has a ':' within a part of its path. A parameter is a whole part: '/:name'.`,
          ),
      ),
  ]);
  const routes = served.map(({ operation, route }): GatewayRoute => ({
    name: operation.id,
    module: operation.module,
    methods: route.method === 'GET' ? ['GET', 'HEAD'] : [route.method],
    path: route.path,
    operation,
    policy: policyOf(policies, operation.module, operation.id, isKept(operation)),
  }));
  if (hostOf(topology, DOOR_MODULE) === undefined) return routes;
  const pages: GatewayRoute = {
    name: DOOR_MODULE,
    module: DOOR_MODULE,
    methods: ['GET', 'HEAD', 'POST'],
    path: '/*',
    operation: undefined,
    policy: policyOf(policies, DOOR_MODULE, undefined, false),
  };
  return [...routes, pages];
}

function policyOf(
  lines: Gateway['routes'],
  module: string,
  operation: string | undefined,
  canBeKept: boolean,
): GatewayRoute['policy'] {
  const more = [lines['defaults'], lines[module], operation === undefined ? undefined : lines[operation]];
  const { cache, ...merged } = Object.assign({}, USUAL_POLICY, ...more.map(said)) as GatewayRoute['policy'];
  return canBeKept && cache !== undefined ? { ...merged, cache } : merged;
}

/** A value that a line leaves out must not hide a less exact line's. */
const said = (line: RoutePolicy | undefined): RoutePolicy =>
  Object.fromEntries(Object.entries(line ?? {}).filter(([, value]) => value !== undefined));
