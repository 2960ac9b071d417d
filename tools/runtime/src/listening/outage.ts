import { NotSent, OutcomeUnknown, availabilityOf } from '../errors/index.ts';

/** For so long, what gets no answer is taken for an outage; after that, for a message that nobody can answer. */
const UNANSWERED_MS = 600_000;

/**
 * Not the message's fault, so no reason to set it aside: its turn comes when the database or the neighbour is back.
 *
 * @param triedMs for how long the message has been tried.
 */
export function isOutage(problem: unknown, triedMs: number): boolean {
  if (availabilityOf(problem) !== undefined || problem instanceof NotSent) return true;
  return problem instanceof OutcomeUnknown && triedMs < UNANSWERED_MS;
}
