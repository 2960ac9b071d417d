import { randomUUID } from 'node:crypto';
import type { EventMessage } from '@carveout/runtime';
import { message, save } from '@carveout/testing/conformance/store';
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

const look = () => store.outbox.next(10, new Set(), new Set());

it('keeps an event that has the place of a published one which a failover has lost', async () => {
  const lost: EventMessage = message(`lost ${randomUUID()}`);
  await save(store, lost);
  expect((await look()).messages).toEqual([lost]);
  // The server that takes over has never heard of it, and gives its place to the next.
  const table = 'orders.carveout_outbox';
  const [row] = await runAs<{ position: string }>(database.url, `delete from ${table} returning position`);
  await runAs(database.url, `alter table ${table} alter position restart with ${row!.position}`);
  const next = message(`next ${randomUUID()}`);
  await save(store, next);
  expect(await runAs(database.url, `select position from ${table}`)).toEqual([row]);
  await store.outbox.sent([lost.id]);
  expect((await look()).messages).toEqual([next]);
  await store.outbox.sent([next.id]);
  expect((await look()).messages).toEqual([]);
});
