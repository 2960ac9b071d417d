import type { Asks } from './asks.ts';
import type { Overload } from './measure.ts';

/** One measurement of one way of asking. */
export interface Round extends Overload {
  readonly by: Asks['name'];
  readonly peak: number;
}

/** Of the peak, what must be done in time when more is asked. */
const LEAST_SHARE = 0.8;
/** By how much the memory of the overloaded process may grow, in MiB. */
const MOST_GROWTH_MIB = 200;
/** What was not offered was no overload. */
const LEAST_OFFERED = 0.8;

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
    const { goodput, peak, offered } = [...own].sort((a, b) => share(a) - share(b))[own.length >> 1]!;
    const growth = Math.max(...own.map(({ memory }) => memory.most - memory.before));
    return {
      by,
      harm: [
        ...(goodput >= peak * LEAST_SHARE
          ? []
          : [`${by}: ${Math.round(goodput)} done a second, of ${Math.round(peak)} at the peak`]),
        ...(growth <= MOST_GROWTH_MIB ? [] : [`${by}: memory grew by ${Math.round(growth)} MiB`]),
      ],
      void:
        offered >= peak * times * LEAST_OFFERED
          ? []
          : [`${by}: only ${Math.round(offered)} a second could be offered: the run shows nothing`],
    };
  });
}

export function describeRound({ by, peak, offered, goodput, outcomes, memory }: Round): string {
  const ended = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  return (
    `${by}: peak ${peak.toFixed(0)}/s; offered ${offered.toFixed(0)}/s, done in time ${goodput.toFixed(0)}/s ` +
    `(${Math.round((goodput * 100) / peak)} %); ${ended.join(', ')}; ` +
    `memory ${memory.before.toFixed(0)} to ${memory.most.toFixed(0)} MiB`
  );
}

function share({ goodput, peak }: Round): number {
  return goodput / peak;
}
