import type { LoadReport } from './run-load.ts';
import type { FailedRequest, RouteFigures } from './record.ts';

/** The report as text: a table with a line per route, the failures in words, and the verdict last. */
export function describeLoad(report: LoadReport): string {
  const { checkouts } = report;
  return [
    ...table([...report.perRoute.filter(({ count, failures }) => count + failures > 0), report.total]),
    '',
    `checkouts: ${checkouts.acknowledged.length} confirmed, ${checkouts.refused} refused, ${checkouts.failed} failed`,
    `open at once: ${report.maxOpen} at most`,
    ...failureLines(report.failures),
    ...(report.failed > report.failures.length ? [`… and ${report.failed - report.failures.length} more`] : []),
    verdict(report),
  ].join('\n');
}

/** One line for all that failed at the same route with the same status, with the first one's words. */
function failureLines(failures: readonly FailedRequest[]): string[] {
  const alike = new Map<string, { count: number; reason: string }>();
  for (const { route, status, reason } of failures) {
    const what = `${route}: ${status ?? 'no answer'}`;
    const group = alike.get(what) ?? { count: 0, reason };
    alike.set(what, { ...group, count: group.count + 1 });
  }
  return [...alike].map(([what, { count, reason }]) => `FAILED ${count} × ${what}: ${reason}`);
}

function verdict({ requests, failed, seconds, users }: LoadReport): string {
  const rate = `${requests} requests of ${users} users in ${seconds.toFixed(0)} s (${(requests / seconds).toFixed(1)}/s)`;
  if (requests === 0) return 'FAILED: no request was made';
  return failed === 0 ? `OK: ${rate}, none failed` : `FAILED: ${rate}, ${failed} failed`;
}

const columns = ['route', 'count', 'failed', 'p50 ms', 'p99 ms', 'max ms'] as const;

function table(figures: readonly RouteFigures[]): string[] {
  const rows = figures.map(({ route, count, failures, p50, p99, max }) => [
    route,
    String(count),
    String(failures),
    p50.toFixed(1),
    p99.toFixed(1),
    max.toFixed(1),
  ]);
  const lines = [[...columns], ...rows];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines.map((line) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  );
}
