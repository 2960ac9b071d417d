import { describe } from 'vitest';
import { compatibility } from './laws/compatibility.ts';
import { context } from './laws/context.ts';
import { deadLetters } from './laws/dead-letters.ts';
import { deadlines } from './laws/deadlines.ts';
import { errors } from './laws/errors.ts';
import { events } from './laws/events.ts';
import { once } from './laws/once.ts';
import { sagas } from './laws/sagas.ts';
import { transactions } from './laws/transactions.ts';
import { validation } from './laws/validation.ts';
import { values } from './laws/values.ts';
import type { StartWorld } from './world.ts';

/** States every law of DESIGN.md §4 that concerns calls and events as tests, over the adapters that `startWorld` links. */
export function lawsConformance(adapter: string, startWorld: StartWorld): void {
  describe(`the laws over ${adapter}`, () => {
    for (const law of [
      values,
      validation,
      errors,
      deadlines,
      once,
      events,
      deadLetters,
      transactions,
      context,
      compatibility,
      sagas,
    ])
      law(startWorld);
  });
}
