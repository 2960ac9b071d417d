import { Balancer } from '@carveout/runtime/discovery';
import type { Member } from '@carveout/runtime/discovery';
import type { Settings } from '../options.ts';
import type { Connections, Place } from './connections.ts';

/** Where a batch goes. */
export interface Chosen {
  readonly member: Member;
  readonly place: Place;
}

/** Chooses among the instances of a module that calls may go to, and that have a connection to spare. */
export class InstanceChoice {
  readonly #balancer: Balancer;
  readonly #connections: Connections;
  readonly #most: number;

  constructor({ directory, zone, limits }: Settings, connections: Connections) {
    this.#balancer = new Balancer(directory, zone);
    this.#connections = connections;
    this.#most = limits.connections;
  }

  /** Undefined where there is nobody to go to; `busy` where all connections are taken. */
  choose(module: string, tried: ReadonlySet<Member> | undefined): Chosen | 'busy' | undefined {
    let passed: Set<Member> | undefined;
    let [busy, listedBusy] = [false, false];
    for (;;) {
      const member = this.#balancer.pick(module, passed ?? tried);
      if (member === undefined) return busy ? 'busy' : undefined;
      const now = performance.now();
      const [usable, listed] = [member.usable(now), member.countsAsListed(now)];
      // Waiting for a sound instance is better than one that takes no connections, or that was taken off the list.
      if ((busy && !usable) || (listedBusy && !listed)) return 'busy';
      const place = this.#connections.placeOf(member.instance);
      if (place !== undefined && place.busy < this.#most) return { member, place };
      if (place !== undefined) {
        busy = true;
        listedBusy ||= listed;
      }
      passed ??= new Set(tried);
      passed.add(member);
    }
  }
}
