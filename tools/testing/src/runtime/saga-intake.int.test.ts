import { CarveoutError } from '@carveout/runtime';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { latch, rejection } from '../conformance/fixture/latch.ts';
import { steps } from '../conformance/fixture/tour.ts';
import type { TourStep } from '../conformance/fixture/tour.ts';
import { BOOK_MS, balance, bookAgain, callsOf, testTours } from './fixture/tours.ts';

const { bookings, start, trip } = testTours();
/** More than are always begun. */
const AT_ONCE = 60;

it('when steps do not get through no more sagas are begun, a repeat joins its own, and none of those begun is lost', async () => {
  const registry = new Registry();
  const [allIn, allAgain, back] = [latch(), latch(), latch()];
  const tried = { once: 0, again: 0 };
  const seen = new Set<string>();
  /** Of each saga the first try does not get through, once all are under way, and the second waits. */
  const guarded: TourStep = {
    ...bookAgain,
    run: async (state, context) => {
      if (seen.has(state.tour)) {
        if (++tried.again === AT_ONCE) allAgain.open();
        await back.opened;
        return bookAgain.run(state, context);
      }
      seen.add(state.tour);
      if (++tried.once === AT_ONCE) allIn.open();
      await allIn.opened;
      if (tried.once > AT_ONCE) return bookAgain.run(state, context);
      throw new CarveoutError({ code: 'CARV-501', title: 'planted' }, 'planted', { availability: 'away' });
    },
  };
  const host = await start([steps.first, guarded], { saga: 60_000 }, undefined, { shedding: true, registry });
  const book = (wanted: ReturnType<typeof trip>) =>
    callsOf(host).tour.book(wanted, { key: wanted.tour, timeout: BOOK_MS });
  const trips = Array.from({ length: AT_ONCE }, trip);
  const asked = trips.map(book);
  await allAgain.opened;

  const oneMore = trip();
  expect(await rejection(book(oneMore))).toMatchObject({ kind: 'not-sent', code: 'CARV-312' });
  expect(await registry.metrics()).toMatch(/^carveout_shed_total\{at="sagas",reason="limit"\} [1-9]/m);
  const repeated = book(trips[0]!);
  back.open();
  const answers = await Promise.all(asked);
  expect(await repeated).toEqual(answers[0]);
  expect(await Promise.all(trips.map(({ tour }) => bookings(tour)))).toEqual(trips.map(() => 1));
  expect([await balance(host, trips[0]!.from), await bookings(oneMore.tour)]).toEqual([10, 0]);

  expect(await book(oneMore)).toMatchObject({ total: 10 });
});
