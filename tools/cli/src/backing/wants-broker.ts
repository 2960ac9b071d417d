import { existsSync } from 'node:fs';
import { needsBroker } from '@carveout/runtime/topology';
import type { Topology } from '@carveout/runtime/topology';
import { developmentFolders } from '@carveout/testing/folders';

/**
 * Whether a broker is to be brought: the topology needs one, or one was brought here before and its queues may hold
 * events for modules that are now back in one process. Nothing that was published is left behind by a move.
 */
export function wantsBroker(workspaceRoot: string, topology: Topology): boolean {
  if (needsBroker(topology)) return true;
  return topology.links.events === 'rabbitmq' && existsSync(developmentFolders(workspaceRoot).rabbitmq);
}
