import { expect, it } from 'vitest';
import type { Store } from '../ports/index.ts';
import { Tries } from './tries.ts';

const mark = { message: 'm', listener: 'l' };

/** A store that writes down what it is told of deliveries; `began` holds up the writing of a beginning. */
function noting(began: Promise<void> = Promise.resolve()) {
  const notes: string[] = [];
  const deliveries = {
    find: async () => undefined,
    begin: async () => {
      await began;
      notes.push('begun');
    },
    ended: async (_mark: unknown, reason?: string) => void notes.push(`ended ${reason ?? 'unseen'}`),
    clear: async () => void notes.push('cleared'),
  };
  return { notes, store: { deliveries } as unknown as Store };
}

it('a stop that comes while a try is written down as begun leaves it as ended', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { notes, store } = noting(promise);
  const tries = new Tries(store, mark, true, 3);
  await tries.mustBeAlone();
  const begins = tries.begin(false);
  await tries.hostStops();
  resolve();
  await begins;
  expect(notes).toEqual(['begun', 'ended unseen']);
});

it('tells when its first failure was, when nothing was known of it before', async () => {
  const { store } = noting();
  const tries = new Tries(store, mark, false, 3);
  expect(tries.firstAt).toBeUndefined();
  const before = Date.now();
  await tries.begin(false);
  await tries.failed('planted', false);
  const first = tries.firstAt;
  expect(first).toBeGreaterThanOrEqual(before);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await tries.failed('planted', true);
  expect(tries.firstAt).toBe(first);
});
