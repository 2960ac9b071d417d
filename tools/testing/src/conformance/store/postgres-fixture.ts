import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPostgresStore } from '@carveout/adapters/postgres';
import type { Store } from '@carveout/runtime';
import { definePersistence } from '@carveout/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { defineEntity, p } from '@mikro-orm/postgresql';
import { pino } from 'pino';
import { afterAll } from 'vitest';
import type { PrivatePostgres } from '../../backing/index.ts';
import { createDatabase, startPrivatePostgres } from '../../backing/index.ts';
import type { MakeStores, StoreFixture } from './store-fixture.ts';

const noteSchema = defineEntity({ name: 'Note', properties: { id: p.string().primary() } });

class Note extends noteSchema.class {}

noteSchema.setClass(Note);

const persistence = definePersistence<EntityManager>({
  entities: [Note],
  migrations: [{ name: '0001_notes', up: ['create table note (id text primary key)'] }],
});

const silent = pino({ level: 'silent' });

/** Stores in PostgreSQL: a database a fixture, on a server of the suite's own, so that an outage is nobody else's. */
export function postgresFixtures(): MakeStores<EntityManager> {
  let server: PrivatePostgres | undefined;
  afterAll(async () => {
    await server?.remove();
  });
  return async () => {
    server ??= await startPrivatePostgres();
    return fixtureOn(server);
  };
}

async function fixtureOn(server: PrivatePostgres): Promise<StoreFixture<EntityManager>> {
  const database = await createDatabase(server, `store_${randomBytes(6).toString('hex')}`);
  const stores: Store<EntityManager>[] = [];
  return {
    async open(module) {
      const options = { module, persistence, url: database.url, log: silent, production: false };
      const store = createPostgresStore<EntityManager>({ ...options, connectWithinMs: 2_000, healthEveryMs: 100 });
      stores.push(store);
      await store.start();
      return store;
    },
    async write(em, id) {
      await em.insert(Note, { id });
    },
    async notes(em) {
      const notes = await em.fork({ keepTransactionContext: true }).find(Note, {}, { orderBy: { id: 'asc' } });
      return notes.map((note) => note.id);
    },
    forbidden: {
      readNotesOf: (em, module) => em.execute(`select * from "${module}".note`),
      define: (em) => em.execute('create table more (id int)'),
    },
    outage: {
      begin: () => server.kill('SIGKILL'),
      async end() {
        await sleep(200); // long enough for some attempts to fail
        await server.start();
      },
    },
    async close() {
      await Promise.all(stores.map((store) => store.stop()));
      await database.drop();
    },
  };
}
