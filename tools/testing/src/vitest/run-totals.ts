import { stripVTControlCharacters } from 'node:util';
import type { SerializedError } from 'vitest';
import type { TestCase, TestModule } from 'vitest/node';

export interface SkippedTest {
  readonly file: string;
  readonly name: string;
  readonly why: string;
  /** The test itself said why. */
  readonly stated: boolean;
  /** The whole file was set aside, for want of a backing server. */
  readonly withItsFile: boolean;
}

export interface Failure {
  /** The file and the full name of the test or suite, as far as there is one. */
  readonly where: string;
  /** The first error's first line. */
  readonly message: string;
}

export interface RunTotals {
  readonly passed: number;
  readonly failures: readonly Failure[];
  readonly skipped: readonly SkippedTest[];
}

/**
 * Counts a run from its results. A file or suite that broke outside its tests, and an error that no test caught, count
 * as one failure each; a test that was interrupted did not run.
 */
export function totalsOf(modules: readonly TestModule[], unhandled: readonly SerializedError[]): RunTotals {
  let passed = 0;
  const failures: Failure[] = [];
  const skipped: SkippedTest[] = [];
  for (const module of modules) {
    const file = module.relativeModuleId;
    if (module.errors().length > 0) failures.push(failure(file, module.errors()));
    for (const suite of module.children.allSuites()) {
      if (suite.errors().length > 0) failures.push(failure(`${file} > ${suite.fullName}`, suite.errors()));
    }
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === 'passed') passed++;
      else if (result.state === 'failed') failures.push(failure(`${file} > ${test.fullName}`, result.errors));
      else skipped.push(skippedTest(module, test));
    }
  }
  failures.push(...unhandled.map((error) => failure('outside the tests', [error])));
  return { passed, failures, skipped };
}

function failure(where: string, [first]: readonly SerializedError[]): Failure {
  return { where, message: stripVTControlCharacters(first?.message ?? '').split('\n')[0]! };
}

function skippedTest(module: TestModule, test: TestCase): SkippedTest {
  const result = test.result();
  const file = module.relativeModuleId;
  // Vitest leaves the tests of a file that is skipped as a whole without any result.
  const withItsFile = result.state === 'pending' && module.state() === 'skipped';
  if (withItsFile) return { file, name: test.fullName, why: 'its file was skipped', stated: false, withItsFile };
  const note = result.state === 'skipped' ? result.note : 'interrupted';
  return { file, name: test.fullName, why: note ?? 'skipped', stated: note !== undefined, withItsFile };
}
