import { expect, it } from 'vitest';
import { runAs } from '../fixture/notes.ts';
import { testNotes } from '../testing/test-notes.ts';

const notes = testNotes();

it('forgets due times that were skipped, and not those that somebody works on or that are still to be tried', async () => {
  for (const [dueAt, leaseMs] of [
    [1, 0],
    [2, 60_000],
    [4, 0],
  ] as const) {
    expect(await notes.store.schedules.claim('tidy', dueAt, 'host', leaseMs)).toBe(true);
  }
  await notes.store.schedules.done('tidy', 3);
  await notes.store.purge(0);
  const kept = 'select due_at::int as due from orders.carveout_schedules order by 1';
  expect(await runAs(notes.database.url, kept)).toEqual([{ due: 2 }, { due: 3 }, { due: 4 }]);
});
