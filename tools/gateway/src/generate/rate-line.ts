import type { Gateway } from '@carveout/runtime/topology';
import type { GatewayRoute } from '../routes/gateway-route.ts';

/** What counts all routes together that have no rate of their own. */
export const DEFAULTS = 'defaults';

/** The line of `gateway.routes` that a route's rate comes from: requests are counted by line. */
export function rateLineOf(lines: Gateway['routes'], { name, module }: GatewayRoute): string {
  return [name, module].find((line) => lines[line]?.rate !== undefined) ?? DEFAULTS;
}
