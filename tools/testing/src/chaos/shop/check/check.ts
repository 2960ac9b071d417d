import { orderFaults } from '../../../load/invariants/order-invariants.ts';
import { stockFaults } from '../../../load/invariants/stock-invariants.ts';
import { cancellationFaults } from './cancellations.ts';
import { checkoutFaults } from './checkouts.ts';
import { effectFaults } from './effects.ts';
import type { Evidence } from './evidence.ts';
import { goodsFaults } from './goods.ts';
import { markFaults } from './marks.ts';
import { moneyFaults } from './money.ts';
import { transferFaults } from './transfers.ts';

/**
 * All that is wrong, a line each: an acknowledged operation without its one effect, an unknown one with two, one that was
 * refused or never sent with any; other goods than were asked for; money or stock that is not conserved; the order of a key not kept; something left over.
 */
export function violations(evidence: Evidence): string[] {
  return [
    // What took effect twice, or never, is often why the rest is wrong: of many, the first are shown.
    ...markFaults(evidence),
    ...effectFaults(evidence),
    ...checkoutFaults(evidence),
    ...goodsFaults(evidence),
    ...cancellationFaults(evidence),
    ...transferFaults(evidence),
    ...moneyFaults(evidence),
    ...orderFaults(evidence.shop, []),
    ...stockFaults(evidence.shop),
    ...leftovers(evidence),
  ];
}

function leftovers({ shop, queues }: Evidence): string[] {
  return [
    ...shop.backlogs.flatMap(({ schema, outbox, sagas, deadLetters }) => [
      ...(outbox === 0 ? [] : [`${schema}: ${outbox} messages left in the outbox`]),
      ...(sagas === 0 ? [] : [`${schema}: ${sagas} sagas have not ended`]),
      ...(deadLetters === 0 ? [] : [`${schema}: ${deadLetters} dead letters`]),
    ]),
    ...queues.flatMap(({ name, messages }) =>
      messages === 0 ? [] : [`queue ${name}: ${messages ?? 'nobody knows how many'} messages left`],
    ),
  ];
}
