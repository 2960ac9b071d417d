import type { Roll } from './replica.ts';
import type { RollingReport } from './verdict.ts';

/** A run in a few lines. */
export function describeRolling(report: RollingReport): string {
  const { figures, rolls, arrivals, seconds, rate } = report;
  const whole = (ms: number): string => ms.toFixed(0);
  return [
    `${arrivals} visits, ${figures.requests} requests in ${whole(seconds)} s at ${rate} visits/s: p50 ${whole(figures.p50)} ms, p99 ${whole(figures.p99)} ms, max ${whole(figures.max)} ms; the load itself was at most ${whole(report.latestMs)} ms late`,
    `${report.acknowledged} checkouts acknowledged; kept connections were told to close ${report.told} times`,
    ...figures.failed.map(({ route, kind, reason }) => `FAILED ${kind}: ${route}: ${reason}`),
    ...[...byDeployable(rolls)].map(
      ([name, own]) =>
        `${name}: ${own.length} restarts, ended after ${spread(own.map(({ exitMs }) => exitMs))} ms, replaced after ${spread(own.map(({ readyMs }) => readyMs))} ms, without the wait for a processor ${spread(own.map(ownMs))} ms`,
    ),
  ].join('\n');
}

/** One restart in a few words. */
export function describeRoll({ replica, exitMs, readyMs, ...roll }: Roll): string {
  const own = ownMs({ readyMs, ...roll }).toFixed(0);
  return `${replica}: ended after ${exitMs.toFixed(0)} ms, replaced after ${readyMs.toFixed(0)} ms (${own} without the wait for a processor)`;
}

const ownMs = ({ readyMs, waitedMs }: Pick<Roll, 'readyMs' | 'waitedMs'>): number => readyMs - waitedMs;

function byDeployable(rolls: readonly Roll[]): Map<string, Roll[]> {
  const groups = new Map<string, Roll[]>();
  for (const roll of rolls) {
    const name = roll.replica.replace(/\.\d+$/, '');
    groups.set(name, [...(groups.get(name) ?? []), roll]);
  }
  return groups;
}

/** The median and the longest. */
function spread(times: readonly number[]): string {
  const sorted = [...times].sort((one, other) => one - other);
  return `${sorted[sorted.length >> 1]!.toFixed(0)} (at most ${sorted.at(-1)!.toFixed(0)})`;
}
