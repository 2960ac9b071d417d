import { CarveoutError } from '@carveout/runtime';
import { expect, describe, it, vi } from 'vitest';
import { bankWith } from '../conformance/fixture/bank.ts';
import { latch, rejection } from '../conformance/fixture/latch.ts';
import { steps, tourWith, travellerModule } from '../conformance/fixture/tour.ts';
import type { TourStep, TravellerCalls } from '../conformance/fixture/tour.ts';
import { testHosts } from './fixture/hosts.ts';
import type { Host } from './fixture/hosts.ts';
import { soon } from './fixture/soon.ts';

const hosts = testHosts();
const leaseMs = { saga: 1_500 };
const away = (availability: 'away' | 'unknown'): Error =>
  new CarveoutError({ code: 'CARV-501', title: 'planted' }, 'planted', { availability });

let tours = 0;
/** A trip of this test's own, since the suite shares a database. */
function trip() {
  const tour = `tour-${++tours}`;
  return { tour, from: `${tour}-from`, to: `${tour}-to` };
}

/** Books under no key of its own, so that whatever runs twice shows twice. */
const bookAgain: TourStep = {
  name: 'book',
  run: (state, { transaction }) =>
    transaction(async ({ em }) => {
      await em.execute('insert into bookings (id, tour) values (gen_random_uuid()::text, ?)', [state.tour]);
    }),
};

const start = (list: readonly TourStep[], lease = leaseMs): Promise<Host> =>
  hosts.start([travellerModule, tourWith(list), bankWith()], { leaseMs: lease });
const callsOf = (host: Host): TravellerCalls =>
  host.calls<TravellerCalls>('traveller', { deadline: Date.now() + 25_000 });
const balance = async (host: Host, account: string): Promise<number> =>
  (await callsOf(host).bank.balance({ account })).balance;
const bookings = async (tour: string): Promise<number> =>
  (await hosts.query(`select 1 from tour.bookings where tour = '${tour}'`)).length;
const ended = (tour: string): Promise<void> =>
  vi.waitFor(async () => {
    const rows = await hosts.query(`select status from tour.carveout_sagas where state like '%"${tour}"%'`);
    expect(rows).toEqual([{ status: 'ended' }]);
  }, soon);

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
    const asked = callsOf(first).tour.book(wanted, { key: wanted.tour, timeout: 20_000 });
    await reached.opened;
    first.freeze();

    const second = await start([steps.first, seenKeys(repeated)]);
    await ended(wanted.tour);
    const answer = await callsOf(second).tour.book(wanted, { key: wanted.tour, timeout: 20_000 });
    expect(keys).toHaveLength(2);
    expect(keys[1]).toBe(keys[0]);

    first.thaw();
    released.open();
    // Who asked the first one learns what the second one did.
    expect(await asked).toEqual(answer);
    await vi.waitFor(() => expect(first.trouble('tour').used.get('transaction')).toBe(2), soon);
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
    expect(await callsOf(host).tour.book(wanted, { key: wanted.tour, timeout: 20_000 })).toMatchObject({ total: 10 });
    expect(tries).toBe(2);
    released.open();
    await vi.waitFor(() => expect(host.trouble('tour').used.get('transaction')).toBe(3), soon);
    await host.stop();
    expect(await bookings(wanted.tour)).toBe(1);
  });
});

describe('a saga whose database goes away', () => {
  it('does not repeat a step whose commit was answered by silence', async () => {
    const wanted = trip();
    const host = await start([steps.first, bookAgain]);
    let lost = 0;
    host.trouble('tour').afterCommit = (effects) => {
      if (effects.sagaAdvance !== undefined && lost++ === 0) throw away('unknown');
    };
    expect(await callsOf(host).tour.book(wanted, { timeout: 20_000 })).toMatchObject({ total: 10 });
    expect(lost).toBe(1);
    expect(await bookings(wanted.tour)).toBe(1);
  });

  it('is begun once when the answer to its beginning is lost, and its caller learns the outcome', async () => {
    const wanted = trip();
    const host = await start([steps.first, bookAgain]);
    let lost = 0;
    host.trouble('tour').afterCommit = (effects) => {
      if (effects.sagaStart !== undefined && lost++ === 0) throw away('unknown');
    };
    expect(await callsOf(host).tour.book(wanted, { timeout: 20_000 })).toMatchObject({ total: 10 });
    expect(await balance(host, wanted.from)).toBe(10);
  });

  it('leaves its outcome unknown when the answer to its beginning is lost, and the look-up fails', async () => {
    const wanted = trip();
    const host = await start([steps.first, bookAgain]);
    const trouble = host.trouble('tour');
    trouble.afterCommit = (effects) => {
      if (effects.sagaStart === undefined) return;
      trouble.before = (method) => {
        if (method === 'sagas.find') throw away('away');
      };
      throw away('unknown');
    };
    const lost = rejection(callsOf(host).tour.book(wanted, { key: wanted.tour, timeout: 20_000 }));
    expect(await lost).toMatchObject({ kind: 'outcome-unknown' });
    trouble.before = undefined;
    expect(await callsOf(host).tour.book(wanted, { key: wanted.tour, timeout: 20_000 })).toMatchObject({ total: 10 });
    expect(await bookings(wanted.tour)).toBe(1);
  });

  it('leaves its outcome unknown when its key is taken, and who has taken it cannot be seen', async () => {
    const wanted = trip();
    const host = await start([steps.first, bookAgain]);
    const trouble = host.trouble('tour');
    const book = (): Promise<unknown> => callsOf(host).tour.book(wanted, { key: wanted.tour, timeout: 20_000 });
    let lookUps = 0;
    trouble.after = async (method) => {
      // The first caller begins the saga between the second one's look-up and its transaction.
      if (method === 'sagas.find' && lookUps++ === 0) await book();
    };
    trouble.before = (method) => {
      if (method === 'sagas.find' && lookUps === 2) throw away('away');
    };
    expect(await rejection(book())).toMatchObject({ kind: 'outcome-unknown' });
    trouble.before = undefined;
    expect(await book()).toMatchObject({ total: 10 });
    expect(await bookings(wanted.tour)).toBe(1);
  });

  it('goes on as soon as it is back, without waiting for its lease to run out', async () => {
    const wanted = trip();
    // With this lease, an interrupted saga would not go on before its caller's time is over.
    const host = await start([steps.first, bookAgain], { saga: 600_000 });
    let failures = 0;
    host.trouble('tour').before = (method) => {
      if (method === 'sagas.advance' && failures++ < 3) throw away('away');
    };
    expect(await callsOf(host).tour.book(wanted, { timeout: 20_000 })).toMatchObject({ total: 10 });
    expect(failures).toBeGreaterThan(3);
    expect(await balance(host, wanted.from)).toBe(10);
  });
});

describe('a saga whose host is killed', () => {
  it('does not lose the time of its step with it: what the next host tries fails, and is tried again', async () => {
    const wanted = trip();
    const reached = latch();
    let tries = 0;
    const giveUpAfter = 1_000;
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
    const asked = callsOf(first).tour.book(wanted, { key: wanted.tour, timeout: 20_000 });
    await reached.opened;
    first.freeze();
    // Its lease runs out later than the step gives up.
    const second = await start([failingOnce, bookAgain]);
    expect(await callsOf(second).tour.book(wanted, { key: wanted.tour, timeout: 20_000 })).toMatchObject({ total: 10 });
    expect(tries).toBe(2);
    first.thaw();
    expect(await asked).toMatchObject({ total: 10 });
  });
});

describe('sagas that wait long', () => {
  it('are out of memory and out of the way, and their callers do not stay in flight', async () => {
    const wanted = trip();
    let open = false;
    const host = await start([
      {
        ...steps.first,
        giveUpAfter: 600_000,
        run: (state, context) => {
          if (!open) throw new Error('not yet');
          return steps.first.run(state, context);
        },
      },
    ]);
    const error = await rejection(callsOf(host).tour.book(wanted, { key: wanted.tour, timeout: 500 }));
    expect(error).toMatchObject({ kind: 'outcome-unknown' });
    const { dispatcher } = host.deployment.units.find((unit) => unit.host.name === 'tour')!;
    await vi.waitFor(() => expect(dispatcher.inFlight).toBe(0), soon);
    // Given away while it waits for its next try: nobody holds its lease.
    await vi.waitFor(async () => {
      const rows = await hosts.query(
        `select lease_until <= now() and due_at > now() as waits from tour.carveout_sagas where state like '%"${wanted.tour}"%'`,
      );
      expect(rows).toEqual([{ waits: true }]);
    }, soon);
    open = true;
    expect(await callsOf(host).tour.book(wanted, { key: wanted.tour, timeout: 20_000 })).toMatchObject({ total: 10 });
  });
});

describe('a stop', () => {
  it('lets a saga at work come to its end, and its caller learn it', async () => {
    const wanted = trip();
    const [reached, released] = [latch(), latch()];
    const host = await start([
      {
        ...steps.first,
        run: async (state, context) => {
          reached.open();
          await released.opened;
          return steps.first.run(state, context);
        },
      },
      steps.second,
      bookAgain,
    ]);
    const answer = callsOf(host).tour.book(wanted);
    await reached.opened;
    const stopped = host.stop(10_000);
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
    const asked = rejection(callsOf(first).tour.book(wanted, { key: wanted.tour }));
    await vi.waitFor(() => expect(tries).toBeGreaterThan(1), soon);
    await first.stop(5_000);
    expect(await asked).toMatchObject({ kind: 'outcome-unknown' });

    const second = await start([steps.first, bookAgain], { saga: 600_000 });
    expect(await callsOf(second).tour.book(wanted, { key: wanted.tour })).toMatchObject({ total: 10 });
  });
});
