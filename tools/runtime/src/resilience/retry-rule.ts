import type { AnyOperation } from '@carveout/contract';
import { bulkheadFull } from '../errors/carv-322-bulkhead-full.ts';
import { breakerOpen } from '../errors/carv-321-breaker-open.ts';
import { expired } from '../errors/carv-313-expired.ts';
import type { CallReply } from '../ports/index.ts';

/** What is over, or was refused on this side so that nobody has to wait: the same try again is refused again. */
const FINAL: ReadonlySet<string> = new Set([expired.code, breakerOpen.code, bulkheadFull.code]);

/**
 * Whether a call that ended so may be tried again: what surely did not run; and what may have run, where its repeat is
 * no second effect: a query, or a command under its key. A host that keeps no outcomes under keys refuses the repeat of
 * a command that is not declared idempotent.
 */
export function mayTryAgain(reply: CallReply, { kind }: AnyOperation, key: string | undefined): boolean {
  if (reply.kind !== 'not-sent' && reply.kind !== 'outcome-unknown') return false;
  if (reply.final === true || FINAL.has(reply.code)) return false;
  return reply.kind === 'not-sent' || kind === 'query' || key !== undefined;
}

/** What an ended call tells the breaker: that the operation answers, that it does not, or nothing. */
export type Sign = 'answers' | 'fails' | 'nothing';

/**
 * A host that refuses for its load is alive; a call that came too late, or was not sent at all, says nothing of it. A
 * fault is an answer: were it to count, then the repeats of one request that breaks would stop the operation for all.
 */
export function signOf(reply: CallReply): Sign {
  switch (reply.kind) {
    case 'not-sent':
      return reply.after !== undefined || FINAL.has(reply.code) ? 'nothing' : 'fails';
    case 'outcome-unknown':
      return 'fails';
    default:
      return 'answers';
  }
}
