import { notSent, overloaded } from '@carveout/runtime/errors';
import { isProblem } from './attempt.ts';
import type { Answer } from './attempt.ts';

/** Both say that nothing ran: `NotSent`, and what a busy instance refuses before it looks at it. */
const CODES = new Set<unknown>([notSent.code, overloaded.code]);

/** Whether an instance says that what was asked surely did not run: a 503 with the code of `NotSent`, or of overload. */
export function saysNotRun({ status, headers, body }: Answer): boolean {
  if (status !== 503 || !Buffer.isBuffer(body) || !isProblem(headers)) return false;
  try {
    return CODES.has((JSON.parse(body.toString()) as { readonly code?: unknown } | null)?.code);
  } catch {
    return false;
  }
}
