import type { RunnerTask, RunnerTestFile } from 'vitest';
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
    if (isMissing) files.forEach(skip);
  }
}

function skip(task: RunnerTask): void {
  task.mode = 'skip';
  if ('tasks' in task) task.tasks.forEach(skip);
}
