import { NotSent } from '@carveout/runtime';
import { expect, it, vi } from 'vitest';
import { bankWith } from '../fixture/bank.ts';
import { latch, rejection } from '../fixture/latch.ts';
import { steps, tourWith, travellerModule } from '../fixture/tour.ts';
import type { TravellerCalls } from '../fixture/tour.ts';
import { untilReached } from '../fixture/until-reached.ts';
import type { StartWorld, World } from '../world.ts';
import { law } from './law.ts';

const trip = { tour: 'alps', from: 'a', to: 'b' };

async function balanceOf(world: World, account: string): Promise<number> {
  return (await world.callsAs<TravellerCalls>('traveller').bank.balance({ account })).balance;
}

export function sagas(startWorld: StartWorld): void {
  law(5, 'once, for sagas', startWorld, (start) => {
    it('runs its steps in order and answers; a repeat answers the same and does nothing', async () => {
      const world = await start(travellerModule, tourWith(), bankWith());
      const calls = world.callsAs<TravellerCalls>('traveller');
      const first = await calls.tour.book(trip, { key: 'k' });
      expect(first.total).toBe(20);
      expect(await calls.tour.book(trip, { key: 'k' })).toEqual(first);
      expect([await balanceOf(world, 'a'), await balanceOf(world, 'b')]).toEqual([10, 10]);
      expect(await rejection(calls.tour.book({ ...trip, tour: 'sea' }, { key: 'k' }))).toMatchObject({
        kind: 'invalid',
        code: 'CARV-307',
      });
    });

    it('concurrent repeats join one saga', async () => {
      const world = await start(travellerModule, tourWith(), bankWith());
      const calls = world.callsAs<TravellerCalls>('traveller');
      const answers = await Promise.all(Array.from({ length: 6 }, () => calls.tour.book(trip, { key: 'k' })));
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect([await balanceOf(world, 'a'), await balanceOf(world, 'b')]).toEqual([10, 10]);
    });

    it('a declared error turns it back: what was done is undone, last first', async () => {
      const undone: string[] = [];
      const world = await start(
        travellerModule,
        tourWith([
          {
            ...steps.first,
            compensate: async (state, context) => (undone.push('first'), steps.first.compensate!(state, context)),
          },
          {
            ...steps.second,
            compensate: async (state, context) => (undone.push('second'), steps.second.compensate!(state, context)),
          },
          { name: 'full', run: (state, { fail }) => fail('FULL', { tour: state.tour }) },
        ]),
        bankWith(),
      );
      const calls = world.callsAs<TravellerCalls>('traveller');
      expect(await rejection(calls.tour.book(trip, { key: 'k' }))).toMatchObject({
        code: 'FULL',
        data: { tour: 'alps' },
      });
      expect(undone).toEqual(['second', 'first']);
      expect([await balanceOf(world, 'a'), await balanceOf(world, 'b')]).toEqual([0, 0]);
      expect(await rejection(calls.tour.book(trip, { key: 'k' }))).toMatchObject({ code: 'FULL' });
    });

    it('a step that breaks is tried again under the same keys', async () => {
      let tries = 0;
      const world = await start(
        travellerModule,
        tourWith([
          {
            ...steps.first,
            run: async (state, context) => {
              const done = await steps.first.run(state, context);
              if (++tries < 3) throw new Error('after the effect');
              return done;
            },
          },
          steps.book,
        ]),
        bankWith(),
      );
      expect(await world.callsAs<TravellerCalls>('traveller').tour.book(trip)).toMatchObject({ total: 10 });
      expect(tries).toBe(3);
      expect(await balanceOf(world, 'a')).toBe(10);
    });

    it('a step that goes on breaking turns it back after its time, and the caller learns a fault', async () => {
      const world = await start(
        travellerModule,
        tourWith([
          steps.first,
          {
            name: 'broken',
            giveUpAfter: 200,
            run: () => {
              throw new Error('always');
            },
          },
        ]),
        bankWith(),
      );
      expect(await rejection(world.callsAs<TravellerCalls>('traveller').tour.book(trip))).toMatchObject({
        kind: 'fault',
      });
      expect(await balanceOf(world, 'a')).toBe(0);
    });

    it('a step that cannot reach what it needs turns it back; nothing has happened, and a repeat begins anew', async () => {
      let reachable = false;
      const world = await start(
        travellerModule,
        tourWith([
          steps.first,
          {
            name: 'out-of-reach',
            giveUpAfter: 200,
            run: () => {
              if (!reachable) throw new NotSent({ code: 'CARV-304', title: 'planted' }, 'bank.deposit', 'planted');
            },
          },
          steps.book,
        ]),
        bankWith(),
      );
      const calls = world.callsAs<TravellerCalls>('traveller');
      expect(await rejection(calls.tour.book(trip, { key: 'k' }))).toMatchObject({ kind: 'not-sent' });
      expect(await balanceOf(world, 'a')).toBe(0);
      reachable = true;
      const booked = await calls.tour.book(trip, { key: 'k' });
      expect(booked).toMatchObject({ total: 10 });
      expect(await calls.tour.book(trip, { key: 'k' })).toEqual(booked);
      expect(await balanceOf(world, 'a')).toBe(10);
    });

    it('goes on when its caller no longer waits; a repeat joins it', async () => {
      const held = latch();
      let begun = false;
      const world = await start(
        travellerModule,
        tourWith([
          {
            ...steps.first,
            run: async (state, context) => {
              begun = true;
              await held.opened;
              return steps.first.run(state, context);
            },
          },
          steps.book,
        ]),
        bankWith(),
      );
      const calls = world.callsAs<TravellerCalls>('traveller', { deadline: Date.now() + 120_000 });
      // What has not begun by its deadline never does.
      const error = await untilReached(
        (timeout) => rejection(calls.tour.book(trip, { key: 'k', timeout })),
        () => begun,
        1_500,
      );
      expect(error).toMatchObject({ kind: 'outcome-unknown' });
      held.open();
      await vi.waitFor(async () => expect(await balanceOf(world, 'a')).toBe(10), { timeout: 20_000 });
      expect(await calls.tour.book(trip, { key: 'k' })).toMatchObject({ total: 10 });
      expect(await balanceOf(world, 'a')).toBe(10);
    });
  });
}
