import { needsDiscovery } from '@carveout/runtime/topology';
import type { Topology } from '@carveout/runtime/topology';

/** Whether a Eureka is to be brought. Agents of Consul and DNS belong to the machines that processes run on. */
export function wantsRegistry(topology: Topology): boolean {
  return needsDiscovery(topology) && topology.discovery === 'eureka';
}
