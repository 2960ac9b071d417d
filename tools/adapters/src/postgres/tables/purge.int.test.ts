import { testDatabase } from '@carveout/testing/vitest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { notesStore, runAs } from '../fixture/notes.ts';

const database = testDatabase();
let store: ReturnType<typeof notesStore>;

beforeAll(async () => {
  store = notesStore({ url: database.url });
  await store.start();
});
afterAll(() => store.stop());

it('forgets due times that were skipped, and not those that somebody works on or that are still to be tried', async () => {
  for (const [dueAt, leaseMs] of [
    [1, 0],
    [2, 60_000],
    [4, 0],
  ] as const) {
    expect(await store.schedules.claim('tidy', dueAt, 'host', leaseMs)).toBe(true);
  }
  await store.schedules.done('tidy', 3);
  await store.purge(0);
  const kept = 'select due_at::int as due from orders.carveout_schedules order by 1';
  expect(await runAs(database.url, kept)).toEqual([{ due: 2 }, { due: 3 }, { due: 4 }]);
});
