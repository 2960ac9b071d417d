import { needsDiscovery, usesHttpLink } from '@carveout/runtime/topology';
import type { Discovery, Topology } from '@carveout/runtime/topology';

/** The adapters that a topology's processes may need: what an entry names, and a bundle holds. */
export interface Adapters {
  readonly links: readonly ('rabbitmq' | 'http')[];
  readonly discovery: readonly Discovery[];
}

export function adaptersOf(topology: Topology): Adapters {
  return {
    links: [
      // One process may have a broker as well: to take over what an earlier, divided run has left in its queues.
      ...(Object.values(topology.links).includes('rabbitmq') ? (['rabbitmq'] as const) : []),
      ...(usesHttpLink(topology) ? (['http'] as const) : []),
    ],
    discovery: needsDiscovery(topology) ? [topology.discovery] : [],
  };
}
