import { randomUUID } from 'node:crypto';
import type { EventMessage } from '@carveout/runtime';
import { message, save } from '@carveout/testing/conformance/store';
import { expect, it } from 'vitest';
import { runAs } from '../fixture/notes.ts';
import { testNotes } from '../testing/test-notes.ts';

const notes = testNotes();

const look = () => notes.store.outbox.next(10, new Set(), new Set());

it('keeps an event that has the place of a published one which a failover has lost', async () => {
  const lost: EventMessage = message(`lost ${randomUUID()}`);
  await save(notes.store, lost);
  expect((await look()).messages).toEqual([lost]);
  // The server that takes over has never heard of it, and gives its place to the next.
  const table = 'orders.carveout_outbox';
  const [row] = await runAs<{ position: string }>(notes.database.url, `delete from ${table} returning position`);
  await runAs(notes.database.url, `alter table ${table} alter position restart with ${row!.position}`);
  const next = message(`next ${randomUUID()}`);
  await save(notes.store, next);
  expect(await runAs(notes.database.url, `select position from ${table}`)).toEqual([row]);
  await notes.store.outbox.sent([lost.id]);
  expect((await look()).messages).toEqual([next]);
  await notes.store.outbox.sent([next.id]);
  expect((await look()).messages).toEqual([]);
});
