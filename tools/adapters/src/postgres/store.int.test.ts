import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '@carveout/runtime';
import type { PrivatePostgres } from '@carveout/testing/backing';
import { createDatabase, startPrivatePostgres } from '@carveout/testing/backing';
import type { StoreFixture } from '@carveout/testing/conformance/store';
import { storeConformance } from '@carveout/testing/conformance/store';
import { need } from '@carveout/testing/vitest';
import type { EntityManager } from '@mikro-orm/postgresql';
import { afterAll } from 'vitest';
import { Note, noteIds, notesStore } from './fixture/notes.ts';

need('postgres');

/** A server of this suite's own, so that an outage is nobody else's. */
let server: PrivatePostgres | undefined;

afterAll(async () => {
  await server?.remove();
});

storeConformance('PostgreSQL', async () => fixtureOn((server ??= await startPrivatePostgres())));

async function fixtureOn(postgres: PrivatePostgres): Promise<StoreFixture<EntityManager>> {
  const database = await createDatabase(postgres, `store_${randomBytes(6).toString('hex')}`);
  const stores: Store<EntityManager>[] = [];
  return {
    async open(module) {
      const store = notesStore({ module, url: database.url, connectWithinMs: 20_000, healthEveryMs: 100 });
      stores.push(store);
      await store.start();
      return store;
    },
    async write(em, id) {
      await em.insert(Note, { id });
    },
    notes: noteIds,
    forbidden: {
      readNotesOf: (em, module) => em.execute(`select * from "${module}".note`),
      define: (em) => em.execute('create table more (id int)'),
    },
    outage: {
      begin: () => postgres.kill('SIGKILL'),
      async end() {
        await sleep(200); // long enough for some attempts to fail
        await postgres.start();
      },
    },
    async close() {
      await Promise.all(stores.map((store) => store.stop()));
      await database.drop();
    },
  };
}
