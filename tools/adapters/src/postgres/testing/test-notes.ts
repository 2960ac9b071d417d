import type { Store } from '@carveout/runtime';
import { testDatabase } from '@carveout/testing/vitest';
import type { EntityManager } from '@mikro-orm/postgresql';
import { afterAll, beforeAll } from 'vitest';
import { notesStore } from '../fixture/notes.ts';

/** A started store of notes on a database of the suite that calls this; there from `beforeAll` on. */
export function testNotes() {
  const database = testDatabase();
  let store: Store<EntityManager> | undefined;
  beforeAll(async () => {
    store = notesStore({ url: database.url });
    await store.start();
  });
  afterAll(() => store?.stop());
  return {
    database,
    get store() {
      return store!;
    },
  };
}
