import { CarveoutError, CarveoutErrors } from '@carveout/runtime/errors';

/** Prints what kept a command from its work: a line per coded error, a stack only for what has no code. */
export function printFailure(error: unknown, print: (line: string) => void = toStderr): void {
  const all = error instanceof CarveoutErrors ? error.errors : [error];
  for (const one of all) {
    if (one instanceof CarveoutError) print(String(one));
    else print(one instanceof Error ? (one.stack ?? one.message) : String(one));
  }
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
