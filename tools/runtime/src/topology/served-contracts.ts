import { isDoor, takesRequests } from './topology.ts';
import type { Deployable, Topology } from './topology.ts';

/** The modules whose `http` lines a deployable serves: all at the door, those that it hosts behind a gateway. */
export function servedContracts(topology: Topology, deployable: Deployable): readonly string[] {
  if (isDoor(topology, deployable)) return topology.deployables.flatMap(({ modules }) => modules);
  return takesRequests(topology, deployable) ? deployable.modules : [];
}
