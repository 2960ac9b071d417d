import { CarveoutError } from '@carveout/runtime';
import { describe, expect, it } from 'vitest';
import { latch, rejection } from '../conformance/fixture/latch.ts';
import { steps } from '../conformance/fixture/tour.ts';
import type { TourStep } from '../conformance/fixture/tour.ts';
import { BOOK_MS, balance, bookAgain, callsOf, testTours } from './fixture/tours.ts';

const { bookings, start, trip } = testTours();
/** Where nobody is to take a saga over. */
const long = { saga: 60_000 };
const away = (availability: 'away' | 'unknown'): Error =>
  new CarveoutError({ code: 'CARV-501', title: 'planted' }, 'planted', { availability });

describe('a saga whose database goes away', () => {
  it('does not repeat a step whose commit was answered by silence', async () => {
    const wanted = trip();
    const host = await start([steps.first, bookAgain], long);
    let lost = 0;
    host.trouble('tour').afterCommit = (effects) => {
      if (effects.sagaAdvance !== undefined && lost++ === 0) throw away('unknown');
    };
    expect(await callsOf(host).tour.book(wanted, { timeout: BOOK_MS })).toMatchObject({ total: 10 });
    expect(lost).toBe(1);
    expect(await bookings(wanted.tour)).toBe(1);
  });

  it('does not repeat a step whose commit comes after its next try has begun', async () => {
    const wanted = trip();
    const released = latch();
    let saving: Promise<unknown> | undefined;
    let tries = 0;
    const late: TourStep = {
      ...bookAgain,
      run: async (state, context) => {
        if (++tries > 1) {
          released.open();
          await saving;
          return bookAgain.run(state, context);
        }
        saving = context.transaction(async ({ em }) => {
          await em.execute('insert into bookings (id, tour) values (gen_random_uuid()::text, ?)', [state.tour]);
          await released.opened;
        });
        throw away('unknown');
      },
    };
    const host = await start([steps.first, late, steps.second], long);
    expect(await callsOf(host).tour.book(wanted, { timeout: BOOK_MS })).toMatchObject({ total: 20 });
    expect(tries).toBe(2);
    expect(await bookings(wanted.tour)).toBe(1);
  });

  it('is begun once when the answer to its beginning is lost, and its caller learns the outcome', async () => {
    const wanted = trip();
    const host = await start([steps.first, bookAgain]);
    let lost = 0;
    host.trouble('tour').afterCommit = (effects) => {
      if (effects.sagaStart !== undefined && lost++ === 0) throw away('unknown');
    };
    expect(await callsOf(host).tour.book(wanted, { timeout: BOOK_MS })).toMatchObject({ total: 10 });
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
    const lost = rejection(callsOf(host).tour.book(wanted, { key: wanted.tour, timeout: BOOK_MS }));
    expect(await lost).toMatchObject({ kind: 'outcome-unknown' });
    trouble.before = undefined;
    expect(await callsOf(host).tour.book(wanted, { key: wanted.tour, timeout: BOOK_MS })).toMatchObject({ total: 10 });
    expect(await bookings(wanted.tour)).toBe(1);
  });

  it('leaves its outcome unknown when its key is taken, and who has taken it cannot be seen', async () => {
    const wanted = trip();
    const host = await start([steps.first, bookAgain]);
    const trouble = host.trouble('tour');
    const book = (): Promise<unknown> => callsOf(host).tour.book(wanted, { key: wanted.tour, timeout: BOOK_MS });
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
    expect(await callsOf(host).tour.book(wanted, { timeout: BOOK_MS })).toMatchObject({ total: 10 });
    expect(failures).toBeGreaterThan(3);
    expect(await balance(host, wanted.from)).toBe(10);
  });
});
