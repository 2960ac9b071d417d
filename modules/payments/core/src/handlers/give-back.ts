import type { Cards } from '../outside/cards.ts';

/** How long a refund may take that must be tried although its caller's time is over, in milliseconds. */
const REFUND_TIMEOUT = 8_000;

/**
 * Has the provider give an order's money back. On its own time: whoever took the money owes it, also past the deadline
 * of the call in which it turned out that it must go back.
 *
 * @param why which refund of the order this is. The provider answers a repeat of one as it answered the first, even
 * when money was taken since: what may have been taken since is another refund.
 */
export function giveBack(cards: Cards, orderId: string, why: string): Promise<void> {
  return cards.refund({ key: `${orderId}/refund/${why}`, charge: orderId }, AbortSignal.timeout(REFUND_TIMEOUT));
}
