import type { Asks } from './asks.ts';
import type { Overload } from './measure.ts';

/** One measurement of one way of asking. Rates are per second of the time that the host had for itself. */
export interface Round extends Overload {
  readonly by: Asks['name'];
  /** Before and after the overload. */
  readonly peaks: readonly [number, number];
}

/** Of the peak, what must be done in time when more is asked. */
const LEAST_SHARE = 0.8;
/** By how much the memory of the overloaded process may grow, in MiB. */
const MOST_GROWTH_MIB = 200;
/** What was not offered was no overload. */
const LEAST_OFFERED = 0.8;
/** By what part of the larger the two peaks of a round may differ: beyond it, nobody knows what the peak was meanwhile. */
const MOST_APART = 0.1;

/** Why nothing can be said of a round; undefined when something can. */
export function whyVoid(round: Round, times: number): string | undefined {
  const { peaks, offered } = round;
  const [lower, higher] = peaks.toSorted((a, b) => a - b);
  if (higher! - lower! > higher! * MOST_APART)
    return `the peak was ${peaks.map(Math.round).join(' a second before it, and ')} after it`;
  if (offered < peakOf(round) * times * LEAST_OFFERED) return `only ${Math.round(offered)} a second could be offered`;
  return undefined;
}

const peakOf = ({ peaks: [before, after] }: Round): number => (before + after) / 2;

/** One way of asking, and all that its rounds showed. */
interface Lane {
  readonly by: Asks['name'];
  /** What was hurt. */
  readonly harm: readonly string[];
  /** Why nothing can be said of it. */
  readonly void: readonly string[];
}

/** What does not hold: of each way of asking, the median round counts. */
export function overloadFaults(rounds: readonly Round[], times: number): string[] {
  return lanes(rounds, times).flatMap((lane) => [...lane.harm, ...lane.void]);
}

export interface OverloadVerdict {
  readonly holds: boolean;
  /** To print. */
  readonly line: string;
}

/** Of a control, every way of asking must have come to harm: one that did not shows nothing with protection, either. */
export function overloadVerdict(rounds: readonly Round[], times: number, control: boolean): OverloadVerdict {
  const unharmed = lanes(rounds, times).filter((lane) => lane.harm.length === 0 || lane.void.length > 0);
  if (control && unharmed.length > 0) {
    const names = unharmed.map(({ by }) => by).join(' and ');
    return { holds: true, line: `holds: the control was not caught in lane ${names}` };
  }
  const faults = overloadFaults(rounds, times);
  if (faults.length > 0) return { holds: false, line: `VIOLATED: ${faults.join('; ')}` };
  return { holds: true, line: 'holds: the peak goes on, and memory is bounded' };
}

function lanes(rounds: readonly Round[], times: number): Lane[] {
  return [...new Set(rounds.map(({ by }) => by))].map((by) => {
    const own = rounds.filter((round) => round.by === by);
    const reasons = own.map((round) => whyVoid(round, times));
    const growth = Math.max(...own.map(({ memory }) => memory.most - memory.before));
    return {
      by,
      harm: [
        ...lost(own.filter((_, at) => reasons[at] === undefined)),
        ...(growth <= MOST_GROWTH_MIB ? [] : [`${by}: memory grew by ${Math.round(growth)} MiB`]),
      ],
      void: reasons.flatMap((reason) => (reason === undefined ? [] : [`${by}: ${reason}: the run shows nothing`])),
    };
  });
}

/** What the median of these rounds has lost of its peak. */
function lost(rounds: readonly Round[]): string[] {
  const median = [...rounds].sort((a, b) => share(a) - share(b))[rounds.length >> 1];
  if (median === undefined || share(median) >= LEAST_SHARE) return [];
  return [`${median.by}: ${Math.round(median.goodput)} done a second, of ${Math.round(peakOf(median))} at the peak`];
}

export function describeRound(round: Round): string {
  const { by, peaks, offered, goodput, own, outcomes, memory } = round;
  const ended = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  return (
    `${by}: peak ${peaks.map((peak) => `${peak.toFixed(0)}/s`).join(' before, ')} after; ` +
    `offered ${offered.toFixed(0)}/s, done in time ${goodput.toFixed(0)}/s ` +
    `(${Math.round(share(round) * 100)} %), of the ${Math.round(own * 100)} % of the time that it had; ${ended.join(', ')}; ` +
    `memory ${memory.before.toFixed(0)} to ${memory.most.toFixed(0)} MiB`
  );
}

function share(round: Round): number {
  return round.goodput / peakOf(round);
}
