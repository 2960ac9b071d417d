export { deployableNamed } from './deployable-named.ts';
export { deployable, DOOR_MODULE, hostOf, isDoor, isOneProcess, needsBroker } from './topology.ts';
export type { Deployable, Discovery, LinkKind, Topology, Traffic } from './topology.ts';
export { parseTopology } from './parse.ts';
export { DEFAULT_TOPOLOGY, listModules, loadTopology, topologyFile } from './load.ts';
export { didYouMean, listed } from './near-names.ts';
