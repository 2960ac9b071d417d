import type { RunnerTestFile } from 'vitest';
import { TestRunner } from 'vitest';
import { forgetNeeds, needsOfThisFile, providedBackings } from './needs.ts';

/** Skips the tests of a file that needs a backing server which this run could not have. */
export default class BackingRunner extends TestRunner {
  override onCollectStart(file: RunnerTestFile): void {
    forgetNeeds();
    super.onCollectStart(file);
  }

  onCollected(files: RunnerTestFile[]): void {
    const backings = providedBackings();
    const isMissing = [...needsOfThisFile()].some((name) => 'missing' in backings[name]);
    for (const file of files) if (isMissing) file.mode = 'skip';
  }
}
