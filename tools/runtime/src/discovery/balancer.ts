import type { Directory } from './directory.ts';
import type { Member } from './member.ts';

/** More units in flight than this, compared with the least busy one elsewhere, and work leaves the zone. */
const SPILL = 32;

/**
 * Chooses instances: the less busy of two drawn at random (M. Mitzenmacher, The Power of Two Choices in Randomized Load
 * Balancing, 2001), first among those of the own zone.
 */
export class Balancer {
  readonly #directory: Directory;
  readonly #zone: string | undefined;

  constructor(directory: Directory, zone?: string) {
    this.#directory = directory;
    this.#zone = zone;
  }

  /**
   * Undefined when there is none to choose. Where all that the registry lists are ejected, one of them is chosen: it may
   * have come back.
   *
   * @param tried those that it has been to already; they are not chosen again.
   */
  pick(module: string, tried?: ReadonlySet<Member>): Member | undefined {
    const now = performance.now();
    const members = this.#directory.members(module);
    const sound: Member[] = [];
    for (const one of members)
      if (one.countsAsListed(now) && one.usable(now) && tried?.has(one) !== true) sound.push(one);
    if (sound.length > 0) return this.#near(sound);
    const fresh = members.filter((one) => tried?.has(one) !== true);
    const unlisted = fresh.filter((one) => !one.listed && one.usable(now));
    return lessBusy(unlisted) ?? lessBusy(fresh.filter((one) => one.countsAsListed(now)));
  }

  #near(members: readonly Member[]): Member | undefined {
    if (this.#zone === undefined) return lessBusy(members);
    const near = members.filter(({ instance }) => instance.zone === this.#zone);
    if (near.length === 0 || near.length === members.length) return lessBusy(members);
    const chosen = lessBusy(near)!;
    const other = lessBusy(members.filter(({ instance }) => instance.zone !== this.#zone))!;
    return chosen.inFlight - other.inFlight > SPILL ? other : chosen;
  }
}

function lessBusy(members: readonly Member[]): Member | undefined {
  const { length } = members;
  if (length < 2) return members[0];
  const first = Math.floor(Math.random() * length);
  const second = (first + 1 + Math.floor(Math.random() * (length - 1))) % length;
  const [one, other] = [members[first]!, members[second]!];
  return one.inFlight <= other.inFlight ? one : other;
}
