/** One call, and what became of it. Epoch ms. */
export interface CallRecord {
  readonly payment: string | undefined;
  readonly deadline: number;
  settledAt: number | undefined;
  /** `value`, the kind of a failure, or what else it ended with. */
  outcome: string | undefined;
}

/** By how much a call may settle after its deadline, beside what its own process was held up. */
export const GRACE_MS = 100;

/** Of the calls that are wanted in flight, the part that must be when the process is killed. */
export const LEAST_IN_FLIGHT = 0.8;

const WAYS: ReadonlySet<string> = new Set(['value', 'not-sent', 'outcome-unknown']);

/** What is wrong with a call that has settled. @param held ms for which its process was held up since the deadline. */
export function settledFault({ payment, deadline, settledAt, outcome }: CallRecord, held: number): string | undefined {
  const what = payment ?? 'a query';
  if (!WAYS.has(outcome!)) return `${what} ended with ${outcome}`;
  const over = settledAt! - deadline - held;
  return over > GRACE_MS ? `${what} settled ${Math.round(over)} ms after its deadline` : undefined;
}

/** What is wrong with the effects: a command that has two, one that was told to be done or not sent and was not. */
export function effectFaults(calls: readonly CallRecord[], effects: ReadonlyMap<string, number>): string[] {
  return calls.flatMap(({ payment, outcome }) => {
    if (payment === undefined) return [];
    const count = effects.get(payment) ?? 0;
    if (count > 1) return [`${payment} was taken ${count} times`];
    if (outcome === 'value' && count === 0) return [`${payment} was answered, and not taken`];
    if (outcome === 'not-sent' && count > 0) return [`${payment} was told not to be sent, and was taken`];
    return [];
  });
}

/** Of the calls that were sent, as far as is known, the part that must have been answered: about a third is. */
const LEAST_ANSWERED = 0.1;

/** A run in which hardly a call was answered has shown little: it may be that no answer ever arrives. */
export function answerFaults(calls: readonly CallRecord[]): string[] {
  const count = (way: string): number => calls.filter(({ outcome }) => outcome === way).length;
  const answered = count('value');
  const sent = answered + count('outcome-unknown');
  return answered > 0 && answered >= sent * LEAST_ANSWERED ? [] : [`${answered} of ${sent} calls sent were answered`];
}

/** A kill with few calls in flight shows little. @param median calls in flight at a kill */
export function loadFaults(median: number, wanted: number): string[] {
  return median >= wanted * LEAST_IN_FLIGHT ? [] : [`${median} calls were in flight at a kill, not ${wanted}`];
}
