import { isDoor, takesRequests, usesHttpLink } from '@carveout/runtime/topology';
import type { Deployable, Topology } from '@carveout/runtime/topology';
import { freeDoorPorts } from '../ports/door-ports.ts';
import type { DoorPorts } from '../ports/door-ports.ts';
import { FreePorts } from '../ports/free-ports.ts';

/** One process to start, with the ports it gets. */
export interface Placed {
  /** The deployable's name, with a number when it has replicas. */
  readonly name: string;
  /** Which one of the deployable it is, from 1 on. */
  readonly replica: number;
  readonly deployable: Deployable;
  /** Whether clients reach it. */
  readonly isDoor: boolean;
  /** Where it takes requests, of clients or of a gateway. */
  readonly port: number | undefined;
  /** Where it takes calls over HTTP. */
  readonly linkPort: number | undefined;
  readonly adminPort: number;
}

/** Ports of the door's replicas, and of what stands behind it, are looked for from here. */
const OTHERS_FROM = 100;

/** Gives the processes of a topology their names and ports. */
export class Places {
  readonly #topology: Topology;
  readonly #door: DoorPorts | undefined;
  readonly #free: FreePorts;

  private constructor(topology: Topology, door: DoorPorts | undefined) {
    this.#topology = topology;
    this.#door = door;
    this.#free = new FreePorts(Object.values(door ?? {}).filter((port) => port !== undefined));
  }

  #next(): Promise<number> {
    return this.#free.from((this.#door?.port || 3000) + OTHERS_FROM);
  }

  #nextAdmin(): Promise<number> {
    return this.#free.from((this.#door?.adminPort || 3001) + 1);
  }

  /** @throws CarveoutError CARV-631 when a port of the door is taken. */
  static async of(topology: Topology, environment = process.env): Promise<Places> {
    const hasDoor = topology.deployables.some((one) => isDoor(topology, one));
    return new Places(topology, hasDoor ? await freeDoorPorts(environment) : undefined);
  }

  /** All that the topology asks for. */
  async all(): Promise<Placed[]> {
    const placed: Placed[] = [];
    for (const deployable of this.#topology.deployables)
      for (let replica = 1; replica <= deployable.replicas; replica++)
        placed.push(await this.place(deployable, replica));
    return placed;
  }

  /**
   * One process. The first of the door gets `PORT` and `ADMIN_PORT` (3000 and 3001); all others the next free ones.
   *
   * @param replica from 1 on.
   */
  async place(deployable: Deployable, replica: number): Promise<Placed> {
    const door = isDoor(this.#topology, deployable);
    const first = door && replica === 1 ? this.#door : undefined;
    const takes = takesRequests(this.#topology, deployable);
    const takesCalls = usesHttpLink(this.#topology) && deployable.modules.length > 0;
    return {
      name: replica === 1 && deployable.replicas === 1 ? deployable.name : `${deployable.name}.${replica}`,
      replica,
      deployable,
      isDoor: door,
      port: takes ? first?.port || (await this.#next()) : undefined,
      linkPort: takesCalls ? await this.#next() : undefined,
      adminPort: first?.adminPort || (await this.#nextAdmin()),
    };
  }
}
