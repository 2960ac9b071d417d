/** What the fake does with a card, whatever the amount. */
export type Behaviour =
  | { readonly kind: 'approve' }
  | { readonly kind: 'decline'; readonly reason: string }
  /** Breaks at the first try under each key in this process, then approves. */
  | { readonly kind: 'fail-once' }
  | { readonly kind: 'fail' }
  /** Approves after `ms`. */
  | { readonly kind: 'delay'; readonly ms: number };

/** Numbers that many providers' test systems know. Every other good number is approved. */
const TEST_CARDS: Readonly<Record<string, Behaviour>> = {
  '4000000000000002': { kind: 'decline', reason: 'declined by the bank' },
  '4000000000009995': { kind: 'decline', reason: 'insufficient funds' },
  '4000000000000341': { kind: 'fail-once' },
  '4000000000000119': { kind: 'fail' },
  '4000000000003220': { kind: 'delay', ms: 2_000 },
};

/** The most that any card is good for, in units of whatever currency. */
const LIMIT_UNITS = 100_000_000;

export function behaviourOf(digits: string, units: number): Behaviour {
  if (units > LIMIT_UNITS) return { kind: 'decline', reason: 'over the limit of the card' };
  return TEST_CARDS[digits] ?? { kind: 'approve' };
}
