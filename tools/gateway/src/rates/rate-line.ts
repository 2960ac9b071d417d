import type { Gateway } from '@carveout/runtime/topology';
import type { GatewayRoute } from '../routes/gateway-route.ts';

/** The line of `gateway.routes` that a route's rate comes from: all routes under one line are counted together. */
export function rateLine(routes: Gateway['routes'], { name, module }: Pick<GatewayRoute, 'name' | 'module'>): string {
  return [name, module].find((line) => Object.hasOwn(routes, line) && routes[line]?.rate !== undefined) ?? 'defaults';
}
