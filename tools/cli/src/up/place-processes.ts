import { isDoor } from '@carveout/runtime/topology';
import type { Deployable, Topology } from '@carveout/runtime/topology';
import { whyNotFree } from '../ports/check-port.ts';
import { freeDoorPorts, LOOPBACK } from '../ports/door-ports.ts';

/** One process to start, with the ports it gets. */
export interface Placed {
  /** The deployable's name, with a number when it has replicas. */
  readonly name: string;
  readonly deployable: Deployable;
  /** Where clients reach it; the door only. */
  readonly port: number | undefined;
  readonly adminPort: number;
}

/** Replicas of the door cannot share its port; theirs are looked for from here. */
const DOOR_REPLICAS_FROM = 100;

/**
 * Lists the processes of a topology. The door gets `PORT` and `ADMIN_PORT` (3000 and 3001); the admin ports of the
 * others are the next free ones.
 *
 * @throws CarveoutError CARV-631 when a port of the door is taken.
 */
export async function placeProcesses(topology: Topology): Promise<Placed[]> {
  const hasDoor = topology.deployables.some(isDoor);
  const door = hasDoor ? await freeDoorPorts() : undefined;
  const base = { port: door?.port || 3000, adminPort: door?.adminPort || 3001 };
  const nextDoor = freePorts(base.port + DOOR_REPLICAS_FROM);
  const nextAdmin = freePorts(base.adminPort + 1);
  const placed: Placed[] = [];
  for (const deployable of topology.deployables) {
    for (let replica = 1; replica <= deployable.replicas; replica++) {
      const name = deployable.replicas === 1 ? deployable.name : `${deployable.name}.${replica}`;
      const isFirstDoor = isDoor(deployable) && replica === 1;
      placed.push({
        name,
        deployable,
        port: isFirstDoor ? door!.port || (await nextDoor()) : isDoor(deployable) ? await nextDoor() : undefined,
        adminPort: isFirstDoor ? door!.adminPort || (await nextAdmin()) : await nextAdmin(),
      });
    }
  }
  return placed;
}

/** Answers free ports one after the other, upwards. */
function freePorts(from: number): () => Promise<number> {
  let candidate = from;
  return async () => {
    while ((await whyNotFree(candidate, LOOPBACK)) !== undefined) candidate++;
    return candidate++;
  };
}
