import { isDoor, takesRequests } from '@carveout/runtime/topology';
import type { Deployable, Topology } from '@carveout/runtime/topology';

/** The modules whose `http` lines a deployable serves: all at the door, those that it hosts behind a gateway. */
export function servedContracts(topology: Topology, deployable: Deployable): readonly string[] {
  if (isDoor(topology, deployable)) return topology.deployables.flatMap(({ modules }) => modules);
  return takesRequests(topology, deployable) ? deployable.modules : [];
}
