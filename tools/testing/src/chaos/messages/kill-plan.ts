import { seededRandom } from '../../load/random.ts';

export interface PlannedKill {
  /** So many messages are confirmed when it falls. */
  readonly after: number;
  /** Which node, from 0. */
  readonly node: number;
  /** How long it is left down, in ms. */
  readonly downMs: number;
  /** Until the node is back, no message from this number on is published: the kills must not be left behind. */
  readonly until: number;
}

/** Spreads kills over a run: one in each equal part of it, somewhere in its middle, so that messages are on their way. */
export function planKills(seed: number, messages: number, kills: number, nodes: number): PlannedKill[] {
  const random = seededRandom(seed);
  const part = messages / kills;
  return Array.from({ length: kills }, (_, index) => ({
    after: Math.floor((index + 0.2 + 0.6 * random.next()) * part),
    node: random.between(0, nodes - 1),
    downMs: random.between(0, 2_000),
    until: index === kills - 1 ? messages : Math.floor((index + 1) * part),
  }));
}
