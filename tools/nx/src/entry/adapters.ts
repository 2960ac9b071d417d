import { needsBroker } from '@carveout/runtime/topology';
import type { Topology } from '@carveout/runtime/topology';

/** The adapters that a topology's processes may need: what an entry names, and a bundle holds. */
export function adaptersOf(topology: Topology): readonly ('postgres' | 'rabbitmq')[] {
  // Loaded only by a process that hosts a module with data.
  return needsBroker(topology) ? ['postgres', 'rabbitmq'] : ['postgres'];
}
