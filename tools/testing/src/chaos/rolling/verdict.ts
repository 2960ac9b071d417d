import type { Roll } from './replica.ts';
import type { TallyFigures } from './tally.ts';

/**
 * The longest that a replica may take from SIGTERM until another is ready in its place, what the two waited for a
 * processor taken off: a machine that is busy with other things keeps them from it.
 */
export const RESTART_WITHIN_MS = 10_000;
/** The part of the arrivals wanted that must have come: less is no load to speak of. */
const ENOUGH_ARRIVALS = 0.9;

/** What a run has seen. */
export interface RollingReport {
  readonly rate: number;
  /** Half of the measured peak, or what was asked for: `rate` is less where a door refused some of it at rest. */
  readonly rateWanted: number;
  readonly seconds: number;
  readonly arrivals: number;
  readonly turnedAway: number;
  /** How late the load was at most, in ms. */
  readonly latestMs: number;
  readonly figures: TallyFigures;
  readonly acknowledged: number;
  readonly rolls: readonly Roll[];
  readonly rollsWanted: number;
  /** How often a client that kept a connection to one door was told to close it; and how often a door was restarted. */
  readonly told: number;
  readonly doorRolls: number;
  /** What is wrong in the databases after all, a line each. */
  readonly invariants: readonly string[];
}

/** Why a run is not as it must be, a line each; none when it is. */
export function rollingFaults(report: RollingReport): string[] {
  const { figures, rolls, arrivals, turnedAway, rate, seconds } = report;
  const faults = Object.entries(figures.failures).map(([kind, count]) => `${count} × ${kind}`);
  for (const { replica, readyMs, waitedMs } of rolls) {
    const own = Math.round(readyMs - waitedMs);
    if (own <= RESTART_WITHIN_MS) continue;
    faults.push(`${replica} took ${own} ms to be replaced, and waited ${Math.round(waitedMs)} ms more for a processor`);
  }
  for (const { replica, code } of rolls) if (code !== 0) faults.push(`${replica} ended with ${code ?? 'SIGKILL'}`);
  if (rolls.length < report.rollsWanted) faults.push(`${rolls.length} of ${report.rollsWanted} restarts`);
  if (rate < report.rateWanted)
    faults.push(`${rate} visits/s, not ${report.rateWanted}: the door refused some at rest, and less shows less`);
  if (turnedAway > 0) faults.push(`${turnedAway} visitors found too many before them`);
  if (arrivals < rate * seconds * ENOUGH_ARRIVALS)
    faults.push(`${arrivals} visitors, not ${Math.round(rate * seconds)}`);
  if (report.acknowledged === 0) faults.push('no checkout was acknowledged');
  if (report.told < report.doorRolls) faults.push(`kept connections were told ${report.told} times`);
  return [...faults, ...report.invariants];
}
