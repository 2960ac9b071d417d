import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../../load/random.ts';
import type { Outcome } from '../history.ts';
import type { Reply } from './door-client.ts';

/** How one client repeats what was not settled. */
export interface Patience {
  readonly tries: number;
  /** Nothing is tried again after so many ms. */
  readonly ms: number;
  /** The chance that a client gives up when they do not know what happened, 0 to 1. */
  readonly givesUp: number;
}

export interface Settled {
  readonly outcome: Outcome;
  readonly code: string | undefined;
  /** Of the answer, when acknowledged. */
  readonly body: unknown;
  readonly tries: number;
}

/** The longest pause before the second try; it doubles from try to try. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 3_000;

/** Repeats a request, which bears the same key each time, until the shop has said what became of it, or patience ends. */
export async function untilSettled(send: () => Promise<Reply>, patience: Patience, random: Random): Promise<Settled> {
  const until = performance.now() + patience.ms;
  let mayHaveHappened = false;
  for (let tries = 1; ; tries++) {
    const reply = await send();
    const { outcome, code } = meaningOf(reply);
    if (outcome === 'acknowledged' || outcome === 'refused') {
      return { outcome, code, body: reply.kind === 'answer' ? reply.body : undefined, tries };
    }
    mayHaveHappened ||= outcome === 'unknown';
    const leaves = outcome === 'unknown' && random.next() < patience.givesUp;
    if (leaves || tries >= patience.tries || performance.now() > until)
      return { outcome: mayHaveHappened ? 'unknown' : 'not-sent', code, body: undefined, tries };
    await sleep(random.next() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1)));
  }
}

/** What one reply says of the operation. */
export function meaningOf(reply: Reply): { readonly outcome: Outcome; readonly code: string | undefined } {
  if (reply.kind === 'broken') return { outcome: reply.sent ? 'unknown' : 'not-sent', code: reply.reason };
  const code = (reply.body as { readonly code?: string } | null)?.code ?? `HTTP ${reply.status}`;
  if (reply.status === 200) return { outcome: 'acknowledged', code: undefined };
  if (reply.status === 503) return { outcome: 'not-sent', code };
  if (reply.status >= 500) return { outcome: 'unknown', code };
  return { outcome: 'refused', code };
}
