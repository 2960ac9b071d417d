import { it } from 'vitest';

/**
 * Defines a suite's tests where the program that they start was found. Otherwise one test stands for them, which is
 * skipped with the reason, or fails where CI=true.
 */
export function suiteOn(program: string | { readonly missing: string }, define: (program: string) => void): void {
  if (typeof program === 'string') return define(program);
  it('runs on a server of its own', (context) => {
    if (process.env['CI'] === 'true') throw new Error(program.missing);
    context.skip(program.missing);
  });
}
