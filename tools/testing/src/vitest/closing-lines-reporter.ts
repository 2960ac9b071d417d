import type { SerializedError } from 'vitest';
import type { Reporter, TestModule, Vitest } from 'vitest/node';
import type { MissingBacking, ProvidedBackings } from './provided.ts';
import type { RunTotals, SkippedTest } from './run-totals.ts';
import { totalsOf } from './run-totals.ts';

/**
 * Prints, as the last lines of all, what did not run and why, what failed, and then `N passed, N failed, N skipped`.
 * With CI=true a backing server that could not be had is a failure.
 */
export default class ClosingLinesReporter implements Reporter {
  private vitest: Vitest | undefined;
  private totals: RunTotals = { passed: 0, failures: [], skipped: [] };
  private missing: readonly MissingBacking[] = [];

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
    // At the exit, because other reporters, the tear-down and its failures still write after the run's end.
    process.once('exit', () => this.close());
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    this.totals = totalsOf(modules, unhandled);
    this.missing = missingIn(this.vitest!);
    if (process.env['CI'] === 'true' && this.missing.length > 0) process.exitCode = 1;
  }

  private close(): void {
    const { passed, failures, skipped } = this.totals;
    const failed = failures.length + (process.env['CI'] === 'true' ? this.missing.length : 0);
    const isFailedOtherwise = failed === 0 && Number(process.exitCode ?? 0) !== 0;
    // A pattern of names leaves most tests out: of those skipped, only the ones that say why are told then.
    const all = this.vitest?.getGlobalTestNamePattern() === undefined;
    const lines = all
      ? notRun(skipped, this.missing)
      : notRun(
          skipped.filter(({ stated }) => stated),
          [],
        );
    lines.push(...failures.map(({ where, message }) => `Failed: ${where}: ${message}`));
    if (isFailedOtherwise) lines.push('The run failed outside its tests: see above.');
    lines.push(`${passed} passed, ${isFailedOtherwise ? 1 : failed} failed, ${skipped.length} skipped`);
    process.stdout.write(`\n${lines.join('\n')}\n`);
  }
}

function missingIn(vitest: Vitest): MissingBacking[] {
  const backings = vitest.projects
    .map((project) => project.getProvidedContext().carveoutBacking as ProvidedBackings | undefined)
    .find((provided) => provided !== undefined);
  const missing = Object.values(backings ?? {}).flatMap((backing) => ('missing' in backing ? [backing.missing] : []));
  // Where there is no RabbitMQ at all, the run has none for two reasons, which are one to whoever reads this.
  return [...new Map(missing.map((one) => [one.message, one])).values()];
}

/** One line for each file that was set aside as a whole and for each other test, and why. */
function notRun(skipped: readonly SkippedTest[], missing: readonly MissingBacking[]): string[] {
  const files = new Set(skipped.filter((test) => test.withItsFile).map(({ file }) => file));
  const single = skipped.filter((test) => !test.withItsFile);
  return [
    ...[...files].map((file) => `Not run: ${file}`),
    ...single.map(({ file, name, why }) => `Not run: ${file} > ${name} (${why})`),
    ...missing.map(({ code, message }) => `${code}: ${message}`),
  ];
}
