import type { Topology } from '@carveout/runtime/topology';

/** The adapters that a topology's processes may need: what an entry names, and a bundle holds. */
export function adaptersOf(topology: Topology): readonly ('postgres' | 'rabbitmq')[] {
  // Loaded only by a process that hosts a module with data.
  // One process may have a broker as well: to take over what an earlier, divided run has left in its queues.
  return Object.values(topology.links).includes('rabbitmq') ? ['postgres', 'rabbitmq'] : ['postgres'];
}
