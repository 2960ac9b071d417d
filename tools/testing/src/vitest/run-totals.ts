import type { SerializedError } from 'vitest';
import type { TestModule } from 'vitest/node';

export interface SkippedTest {
  readonly where: string;
  readonly why: string;
}

export interface RunTotals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly SkippedTest[];
}

/**
 * Counts a run from its results. A file or suite that broke outside its tests, and an error that no test caught, count
 * as one failure each; a test that was interrupted did not run.
 */
export function totalsOf(modules: readonly TestModule[], unhandled: readonly SerializedError[]): RunTotals {
  let passed = 0;
  let failed = unhandled.length;
  const skipped: SkippedTest[] = [];
  for (const module of modules) {
    if (module.errors().length > 0) failed++;
    for (const suite of module.children.allSuites()) if (suite.errors().length > 0) failed++;
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === 'passed') passed++;
      else if (result.state === 'failed') failed++;
      else skipped.push({ where: `${module.relativeModuleId} > ${test.fullName}`, why: whySkipped(result, module) });
    }
  }
  return { passed, failed, skipped };
}

function whySkipped(result: { state: string; note?: string | undefined }, module: TestModule): string {
  if (result.state === 'pending') return 'interrupted';
  if (result.note) return result.note;
  return module.ok() ? 'skipped' : 'skipped, or its suite broke before it';
}
