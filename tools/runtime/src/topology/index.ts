export { deployableNamed } from './deployable-named.ts';
export {
  deployable,
  DOOR_MODULE,
  hostOf,
  isDoor,
  isOneProcess,
  needsBroker,
  needsDiscovery,
  takesRequests,
  usesHttpLink,
} from './topology.ts';
export { GATEWAY } from './gateway.ts';
export type { Gateway, RoutePolicy, Sessions, Tokens } from './gateway.ts';
export type { Deployable, Discovery, LinkKind, Topology, Traffic } from './topology.ts';
export type { BreakerPolicy, BulkheadPolicy, PolicyLine, Resilience, RetryPolicy } from './resilience.ts';
export { parseTopology } from './parse.ts';
export { DEFAULT_TOPOLOGY, listModules, loadTopology, topologyFile } from './load.ts';
export { gatewayInvalid } from './errors/carv-220-gateway-invalid.ts';
export { didYouMean, listed } from './near-names.ts';
export { servedContracts } from './served-contracts.ts';
