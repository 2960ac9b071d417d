import { describe, expect, it, vi } from 'vitest';
import { latch, rejection } from '../conformance/fixture/latch.ts';
import { steps } from '../conformance/fixture/tour.ts';
import type { TourStep } from '../conformance/fixture/tour.ts';
import { untilReached } from '../conformance/fixture/until-reached.ts';
import { soon } from './fixture/soon.ts';
import { BOOK_MS, balance, bookAgain, callsOf, testTours } from './fixture/tours.ts';

const { bookings, ended, lease, query, start, trip } = testTours();

describe('a saga whose host stands still', () => {
  it('is finished by another, once; the first one is shut out when it goes on', async () => {
    const wanted = trip();
    const [reached, released] = [latch(), latch()];
    const keys: (string | undefined)[] = [];
    const seenKeys = (step: TourStep): TourStep => ({
      ...step,
      run: async (state, context) => {
        keys.push(`${context.sagaId} ${context.startedAt}`);
        return step.run(state, context);
      },
    });
    const hanging: TourStep = {
      ...bookAgain,
      run: async (state, context) => {
        keys.push(`${context.sagaId} ${context.startedAt}`);
        // The effect in a neighbour has happened, its own is still to come.
        await steps.second.run(state, context);
        reached.open();
        await released.opened;
        return bookAgain.run(state, context);
      },
    };
    const repeated: TourStep = {
      ...bookAgain,
      run: async (state, context) => {
        await steps.second.run(state, context);
        return bookAgain.run(state, context);
      },
    };
    const first = await start([steps.first, hanging]);
    const asked = callsOf(first).tour.book(wanted, { key: wanted.tour, timeout: BOOK_MS });
    await reached.opened;
    first.freeze();

    const second = await start([steps.first, seenKeys(repeated)]);
    await ended(wanted.tour);
    const answer = await callsOf(second).tour.book(wanted, { key: wanted.tour, timeout: BOOK_MS });
    // Both tried it, each more than once where a try took it too long.
    expect(keys.length).toBeGreaterThanOrEqual(2);
    expect(new Set(keys).size).toBe(1);

    first.thaw();
    released.open();
    // Who asked the first one learns what the second one did.
    expect(await asked).toEqual(answer);
    await vi.waitFor(() => expect(first.trouble('tour').used.get('transaction')).toBeGreaterThanOrEqual(2), soon);
    await first.stop();
    expect(await bookings(wanted.tour)).toBe(1);
    expect([await balance(second, wanted.from), await balance(second, wanted.to)]).toEqual([10, 10]);
  });

  it('is finished when it hung while its host was well, and what hung is shut out', async () => {
    const wanted = trip();
    const released = latch();
    let tries = 0;
    const host = await start([
      steps.first,
      {
        ...bookAgain,
        run: async (state, context) => {
          if (++tries === 1) await released.opened;
          return bookAgain.run(state, context);
        },
      },
    ]);
    expect(await callsOf(host).tour.book(wanted, { key: wanted.tour, timeout: BOOK_MS })).toMatchObject({ total: 10 });
    expect(tries).toBeGreaterThanOrEqual(2);
    const before = host.trouble('tour').used.get('transaction')!;
    released.open();
    await vi.waitFor(() => expect(host.trouble('tour').used.get('transaction')).toBeGreaterThan(before), soon);
    await host.stop();
    expect(await bookings(wanted.tour)).toBe(1);
  });

  it('turns back when its step hangs each time, once that has had its time', async () => {
    const wanted = trip();
    let tries = 0;
    const host = await start([
      steps.first,
      {
        ...bookAgain,
        // A try is given up for hung after 5 s.
        giveUpAfter: 8_000,
        run: () => {
          tries++;
          return new Promise<void>(() => undefined);
        },
      },
    ]);
    const answer = await rejection(callsOf(host).tour.book(wanted, { key: wanted.tour, timeout: BOOK_MS }));
    expect(answer).toMatchObject({ code: 'CARV-306' });
    // Not more: each takes 5 s at least.
    expect([1, 2]).toContain(tries);
    await ended(wanted.tour);
    expect(await balance(host, wanted.from)).toBe(0);
    expect(await bookings(wanted.tour)).toBe(0);
  });
});

describe('a saga whose host is killed', () => {
  it('does not lose the time of its step with it: what the next host tries fails, and is tried again', async () => {
    const wanted = trip();
    const reached = latch();
    let tries = 0;
    const giveUpAfter = 4_000;
    const hanging: TourStep = {
      ...steps.first,
      giveUpAfter,
      run: async () => {
        reached.open();
        await Promise.withResolvers<void>().promise;
      },
    };
    const failingOnce: TourStep = {
      ...steps.first,
      giveUpAfter,
      run: (state, context) => {
        if (++tries === 1) throw new Error('once');
        return steps.first.run(state, context);
      },
    };
    const first = await start([hanging, bookAgain]);
    const asked = callsOf(first).tour.book(wanted, { key: wanted.tour, timeout: BOOK_MS });
    await reached.opened;
    first.freeze();
    // Its lease runs out later than the step gives up.
    const second = await start([failingOnce, bookAgain]);
    expect(await callsOf(second).tour.book(wanted, { key: wanted.tour, timeout: BOOK_MS })).toMatchObject({
      total: 10,
    });
    expect(tries).toBeGreaterThanOrEqual(2);
    first.thaw();
    expect(await asked).toMatchObject({ total: 10 });
  });
});

describe('a step that takes longer than the lease', () => {
  const long = 600_000;

  const slowly = () => {
    const [reached, released] = [latch(), latch()];
    const slow: TourStep = {
      ...steps.first,
      run: async (state, context) => {
        reached.open();
        await released.opened;
        return steps.first.run(state, context);
      },
    };
    return { reached, released, slow };
  };

  it('keeps the saga with its host for as long as that lives', async () => {
    const wanted = trip();
    const { reached, released, slow } = slowly();
    let taken = 0;
    const counting: TourStep = { ...steps.first, run: (...given) => (taken++, steps.first.run(...given)) };
    const first = await start([slow, bookAgain], { saga: 12_000 }, long);
    await start([counting, bookAgain], { saga: 12_000 }, long);
    const asked = callsOf(first).tour.book(wanted, { key: wanted.tour, timeout: BOOK_MS });
    await reached.opened;
    const { until } = await lease(wanted.tour);
    // The other one looks for sagas to take over every second.
    await vi.waitFor(async () => expect((await lease(wanted.tour)).now).toBeGreaterThan(until + 3_000), soon);
    released.open();
    expect(await asked).toMatchObject({ total: 10 });
    expect(taken).toBe(0);
  });

  it('is tried by another host when the lease is over, long before the time of the step is', async () => {
    const wanted = trip();
    const { reached, released, slow } = slowly();
    const first = await start([slow, bookAgain], { saga: 2_000 }, long);
    const asked = callsOf(first).tour.book(wanted, { key: wanted.tour, timeout: BOOK_MS });
    await reached.opened;
    first.freeze();
    const second = await start([steps.first, bookAgain], { saga: 2_000 }, long);
    const answer = await callsOf(second).tour.book(wanted, { key: wanted.tour, timeout: BOOK_MS });
    first.thaw();
    released.open();
    expect(await asked).toEqual(answer);
    expect(await bookings(wanted.tour)).toBe(1);
  });
});

describe('sagas that wait long', () => {
  it('are out of memory and out of the way, and their callers do not stay in flight', async () => {
    const wanted = trip();
    let [open, tried] = [false, false];
    const host = await start([
      {
        ...steps.first,
        giveUpAfter: 600_000,
        run: (state, context) => {
          tried = true;
          if (!open) throw new Error('not yet');
          return steps.first.run(state, context);
        },
      },
    ]);
    const error = await untilReached(
      (timeout) => rejection(callsOf(host).tour.book(wanted, { key: wanted.tour, timeout })),
      () => tried,
      500,
    );
    expect(error).toMatchObject({ kind: 'outcome-unknown' });
    const { dispatcher } = host.deployment.units.find((unit) => unit.host.name === 'tour')!;
    await vi.waitFor(() => expect(dispatcher.inFlight).toBe(0), soon);
    // Given away while it waits for its next try: nobody holds its lease.
    await vi.waitFor(async () => {
      const rows = await query(
        `select lease_until <= now() and due_at > now() as waits from tour.carveout_sagas where state like '%"${wanted.tour}"%'`,
      );
      expect(rows).toEqual([{ waits: true }]);
    }, soon);
    open = true;
    expect(await callsOf(host).tour.book(wanted, { key: wanted.tour, timeout: BOOK_MS })).toMatchObject({ total: 10 });
  });
});

describe('a stop', () => {
  it('lets a saga at work come to its end, and its caller learn it', async () => {
    const wanted = trip();
    const [reached, released] = [latch(), latch()];
    const waiting: TourStep = {
      ...steps.first,
      run: async (state, context) => {
        reached.open();
        await released.opened;
        return steps.first.run(state, context);
      },
    };
    const host = await start([waiting, steps.second, bookAgain], { saga: 60_000 });
    const answer = callsOf(host).tour.book(wanted, { timeout: BOOK_MS });
    await reached.opened;
    const stopped = host.stop(60_000);
    released.open();
    expect(await answer).toMatchObject({ total: 20 });
    await stopped;
    expect(await bookings(wanted.tour)).toBe(1);
  });

  it('gives away at once a saga that waits for another try', async () => {
    const wanted = trip();
    let tries = 0;
    const failing: TourStep = {
      ...steps.first,
      run: () => {
        tries++;
        throw new Error('not here');
      },
    };
    const first = await start([failing, bookAgain], { saga: 600_000 });
    const asked = rejection(callsOf(first).tour.book(wanted, { key: wanted.tour, timeout: BOOK_MS }));
    await vi.waitFor(() => expect(tries).toBeGreaterThan(1), soon);
    await first.stop(20_000);
    expect(await asked).toMatchObject({ kind: 'outcome-unknown' });

    const second = await start([steps.first, bookAgain], { saga: 600_000 });
    expect(await callsOf(second).tour.book(wanted, { key: wanted.tour, timeout: BOOK_MS })).toMatchObject({
      total: 10,
    });
  });
});
