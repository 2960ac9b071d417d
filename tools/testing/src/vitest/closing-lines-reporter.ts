import type { SerializedError } from 'vitest';
import type { Reporter, TestModule, Vitest } from 'vitest/node';
import type { ProvidedBackings } from './provided.ts';
import type { RunTotals } from './run-totals.ts';
import { totalsOf } from './run-totals.ts';

const mostSkippedListed = 20;

/**
 * Prints, as the last lines of all, what did not run and why, and then `N passed, N failed, N skipped`. With CI=true a
 * backing server that could not be had is a failure.
 */
export default class ClosingLinesReporter implements Reporter {
  private vitest: Vitest | undefined;
  private totals: RunTotals = { passed: 0, failed: 0, skipped: [] };

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
    // At the exit, because other reporters, the tear-down and its failures still write after the run's end.
    process.once('exit', () => this.close());
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    this.totals = totalsOf(modules, unhandled);
    if (process.env['CI'] === 'true' && this.missing().length > 0) process.exitCode = 1;
  }

  private close(): void {
    const isFailed = process.exitCode !== undefined && Number(process.exitCode) !== 0;
    const missing = this.missing();
    const { passed, skipped } = this.totals;
    const failed = this.totals.failed + (process.env['CI'] === 'true' ? missing.length : 0);
    const lines = [...this.notRun(missing)];
    if (isFailed && failed === 0) lines.push('The run failed outside its tests: see above.');
    const total = isFailed && failed === 0 ? 1 : failed;
    lines.push(`${passed} passed, ${total} failed, ${skipped.length} skipped`);
    process.stdout.write(`\n${lines.join('\n')}\n`);
  }

  private notRun(missing: readonly Missing[]): string[] {
    const reasons = missing.map(({ code, message, remedy }) => {
      return `Not run: the tests that need what this run could not have. ${code}: ${message} To change it: ${remedy}`;
    });
    // With a name pattern, nearly everything is skipped, and on purpose.
    if (missing.length > 0 || this.vitest?.getGlobalTestNamePattern() !== undefined) return reasons;
    const { skipped } = this.totals;
    const listed = skipped.slice(0, mostSkippedListed).map(({ where, why }) => `Not run: ${where} (${why})`);
    if (skipped.length > listed.length) listed.push(`Not run: ${skipped.length - listed.length} more`);
    return [...reasons, ...listed];
  }

  private missing(): Missing[] {
    const provided = this.vitest?.projects
      .map((project) => project.getProvidedContext().carveoutBacking as ProvidedBackings | undefined)
      .find((backings) => backings !== undefined);
    return Object.values(provided ?? {}).flatMap((backing) => ('missing' in backing ? [backing.missing] : []));
  }
}

interface Missing {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}
