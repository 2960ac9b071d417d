import { CarveoutError, processEnder } from '../errors/index.ts';
import { StoreConflict } from '../ports/index.ts';

/** What went wrong in one short line: it travels with the dead letter. */
export function describe(problem: unknown): string {
  if (endsProcesses(problem)) return String(problem);
  try {
    return (problem instanceof Error ? `${problem.name}: ${problem.message}` : String(problem)).slice(0, 500);
  } catch {
    return 'what was thrown has no text';
  }
}

export function endsProcesses(problem: unknown): problem is CarveoutError {
  return problem instanceof CarveoutError && problem.code === processEnder.code;
}

/** Another delivery has handled it, or set it aside. */
export function isHandled(error: unknown): boolean {
  return error instanceof StoreConflict && error.kind === 'inbox';
}
