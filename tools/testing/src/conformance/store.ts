import { describe } from 'vitest';
import { availability } from './store/availability.ts';
import { deadLetters } from './store/dead-letters.ts';
import { deliveries } from './store/deliveries.ts';
import { keeping } from './store/keeping.ts';
import { once } from './store/once.ts';
import { outbox } from './store/outbox.ts';
import { ownership } from './store/ownership.ts';
import { sagas } from './store/sagas.ts';
import { schedules } from './store/schedules.ts';
import type { MakeStores } from './store/store-fixture.ts';
import { transactions } from './store/transactions.ts';

export type { MakeStores, StoreFixture } from './store/store-fixture.ts';
export { begin, message, sagaStart, save } from './store/samples.ts';

/** States every promise of the store port as a test, over the adapter whose stores `makeStores` gives. */
export function storeConformance<Em>(adapter: string, makeStores: MakeStores<Em>): void {
  describe(`the store port over ${adapter}`, () => {
    const suites = [transactions, once, deliveries, deadLetters, outbox, sagas, schedules];
    for (const promises of [...suites, keeping, ownership, availability]) promises(makeStores);
  });
}
