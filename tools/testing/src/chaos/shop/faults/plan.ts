import { seededRandom } from '../../../load/random.ts';
import type { Random } from '../../../load/random.ts';
import type { Fault, Way } from './fault.ts';

/** A fault and how long after the one before it comes, in ms. */
export interface PlannedFault {
  readonly afterMs: number;
  readonly fault: Fault;
}

export interface FaultTargets {
  /** Names of the shop's processes. */
  readonly processes: readonly string[];
  /** Of those among them that have a database. */
  readonly withDatabase: readonly string[];
  /** Of those that take calls over HTTP. */
  readonly withLink: readonly string[];
  readonly brokerNodes: number;
}

const GAP_MS = [500, 3_000] as const;
const FREEZE_MS = [1_000, 20_000] as const;
/** A node needs about ten seconds to be back: it is left alone for longer than that. */
const BROKER_REST_MS = 25_000;

type Draw = (random: Random, targets: FaultTargets) => Fault;

/** What is drawn how often. */
const kinds: readonly (readonly [weight: number, draw: Draw])[] = [
  [6, (random, { processes }) => ({ kind: 'kill', process: random.pick(processes) })],
  [3, (random, { processes }) => ({ kind: 'restart', process: random.pick(processes) })],
  [3, (random, { processes }) => ({ kind: 'freeze', process: random.pick(processes), ms: frozenMs(random) })],
  [3, (random, targets) => ({ kind: 'reset', ...wayOf(random, targets) })],
  [3, (random, targets) => weather(random, targets, { delayMs: random.between(20, 400) })],
  [2, (random, targets) => weather(random, targets, { loss: random.between(5, 40) / 100 })],
  [
    2,
    (random, targets) => weather(random, targets, { silent: random.pick(['both', 'to-server', 'to-client'] as const) }),
  ],
  [3, (random, { withDatabase }) => ({ kind: 'terminate', process: random.pick(withDatabase) })],
];
const brokerKinds: readonly (readonly [weight: number, draw: Draw])[] = [
  [1.5, (random, targets) => ({ kind: 'broker-kill', node: nodeOf(random, targets), ms: random.between(0, 3_000) })],
  [0.7, (random, targets) => ({ kind: 'broker-freeze', node: nodeOf(random, targets), ms: frozenMs(random) })],
];

/** The faults of a seed, without end: a function of the seed and the targets alone. */
export function* planFaults(seed: number, targets: FaultTargets): Generator<PlannedFault, never> {
  const random = seededRandom(seed);
  let now = 0;
  let brokerRestsUntil = 0;
  for (;;) {
    const afterMs = random.between(...GAP_MS);
    now += afterMs;
    const fault = drawFrom(now < brokerRestsUntil ? kinds : [...kinds, ...brokerKinds], random, targets);
    if (fault.kind === 'broker-kill' || fault.kind === 'broker-freeze')
      brokerRestsUntil = now + fault.ms + BROKER_REST_MS;
    yield { afterMs, fault };
  }
}

function drawFrom(from: typeof kinds, random: Random, targets: FaultTargets): Fault {
  let left = random.next() * from.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, draw] of from) {
    left -= weight;
    if (left < 0) return draw(random, targets);
  }
  return from[0]![1](random, targets);
}

/** Shorter ones more often: a shop of which something is always frozen shows less. */
function frozenMs(random: Random): number {
  const [least, most] = FREEZE_MS;
  return Math.round(least + (most - least) * random.next() ** 2);
}

function wayOf(random: Random, { processes, withDatabase, withLink }: FaultTargets): { process: string; way: Way } {
  const ways: readonly Way[] = withLink.length > 0 ? ['database', 'broker', 'link'] : ['database', 'broker'];
  const way = random.pick(ways);
  return { process: random.pick({ database: withDatabase, broker: processes, link: withLink }[way]), way };
}

function weather(random: Random, targets: FaultTargets, what: Extract<Fault, { kind: 'weather' }>['weather']): Fault {
  return { kind: 'weather', ...wayOf(random, targets), weather: what, ms: random.between(1_000, 10_000) };
}

const nodeOf = (random: Random, { brokerNodes }: FaultTargets): number => random.between(0, brokerNodes - 1);
