import type { Span } from '../../measure/spans.ts';

/** What a relaying process says, a JSON object a line. Times are by the monotonic clock, which is the same in all of them. */
export type HostLine =
  { readonly line: 'ready' } | LeaseLine | { readonly line: 'published'; readonly id: string; readonly at: number };

/** It has asked for the lease, and got it or not. */
export interface LeaseLine {
  readonly line: 'lease';
  readonly held: boolean;
  readonly askedAt: number;
  readonly answeredAt: number;
  /** When its own event loop was held up since the last of these lines. */
  readonly heldUp: readonly Span[];
}

/**
 * What one process published without the lease: at a time that was not within `leaseMs` of the last time it asked for
 * it and got it. Its lines in the order in which it wrote them.
 *
 * Of each lease that ended one row is counted as `caught`, and is no fault: that for which the lease had just been seen to
 * hold when the process was frozen. No process can ask and publish in one step, and listeners know that row by its id.
 * That happens to few in a hundred.
 */
export function unfenced(
  lines: readonly HostLine[],
  leaseMs: number,
): { readonly faults: string[]; readonly caught: number } {
  let until: number | undefined;
  let atHand = false;
  let caught = 0;
  const faults: string[] = [];
  for (const line of lines) {
    if (line.line === 'lease') {
      until = line.held ? line.askedAt + leaseMs : undefined;
      atHand = false;
    } else if (line.line === 'published') {
      if (until === undefined) faults.push(`${line.id} was published without the lease`);
      else if (line.at > until) {
        if (!atHand) caught += 1;
        else faults.push(`${line.id} was published ${Math.round(line.at - until)} ms after the lease had ended`);
        atHand = true;
      }
    }
  }
  return { faults, caught };
}
