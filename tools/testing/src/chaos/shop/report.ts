import { describeVerdict } from '../verdict.ts';
import type { Operation, Outcome } from './history.ts';
import type { ChaosReport } from './run-chaos.ts';

const KINDS = ['checkout', 'cancellation', 'transfer', 'mark'] as const;
const OUTCOMES = ['acknowledged', 'refused', 'unknown', 'not-sent'] as const;

/** A run's report as lines to print. */
export function describeRun(report: ChaosReport): string[] {
  const { seed, control, operations, faultCounts, missedCounts, recovery, loadSeconds } = report;
  const faults = Object.values(faultCounts).reduce((sum, count) => sum + count, 0);
  const rate = (operations.length / loadSeconds).toFixed(1);
  const seen = `seed ${seed}${control ? ', control' : ''}: ${operations.length} operations (${rate}/s), ${faults} faults`;
  return [
    ...table(operations),
    ...reasons(operations),
    `faults: ${kinds(faultCounts)}`,
    `drawn, but with nothing to break: ${kinds(missedCounts)}`,
    `after the last fault: all ready in ${took(recovery.readyMs)}, a checkout done in ${took(recovery.checkoutMs)}`,
    ...describeVerdict(report, seen),
  ];
}

const kinds = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ') || 'none';

const took = (ms: number | undefined): string =>
  ms === undefined ? 'no time waited for' : `${(ms / 1000).toFixed(1)} s`;

/** Why operations had another end than the one they asked for, the most frequent first. */
function reasons(operations: readonly Operation[]): string[] {
  const counts = new Map<string, number>();
  for (const { outcome, code } of operations) {
    if (code === undefined) continue;
    const reason = `${outcome} with ${code}`;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  return sorted.length === 0
    ? []
    : [`last answers: ${sorted.map(([reason, count]) => `${count} ${reason}`).join(', ')}`];
}

function table(operations: readonly Operation[]): string[] {
  const count = (kind: string, outcome: Outcome): number =>
    operations.filter((one) => one.kind === kind && one.outcome === outcome).length;
  const row = (cells: readonly (string | number)[]): string =>
    cells.map((cell, at) => (at === 0 ? String(cell).padEnd(13) : String(cell).padStart(13))).join('');
  return [
    row(['', ...OUTCOMES]),
    ...KINDS.map((kind) => row([kind, ...OUTCOMES.map((outcome) => count(kind, outcome))])),
  ];
}
