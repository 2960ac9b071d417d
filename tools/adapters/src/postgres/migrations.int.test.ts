import type { MigrationSource, Store } from '@carveout/runtime';
import { definePersistence } from '@carveout/runtime';
import { testDatabase } from '@carveout/testing/vitest';
import type { EntityManager } from '@mikro-orm/postgresql';
import pg from 'pg';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseAddress, withLogin } from './address/server-address.ts';
import { Note, noteIds, notes, notesStore, runAs, silent } from './fixture/notes.ts';
import type { NotesOptions } from './fixture/notes.ts';
import { migrate } from './migrate.ts';
import { schemaNames } from './schema/names.ts';

const soon = { timeout: 20_000, interval: 50 };
const stores: Store<EntityManager>[] = [];

async function started(options: NotesOptions): Promise<Store<EntityManager>> {
  const store = notesStore({ healthEveryMs: 100, ...options });
  stores.push(store);
  await store.start();
  return store;
}

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.stop()));
});

function withMore(...more: MigrationSource[]): typeof notes {
  return definePersistence<EntityManager>({ entities: [Note], migrations: [...notes.migrations, ...more] });
}

const migrationOf = (options: NotesOptions): Promise<readonly string[]> =>
  migrate({ module: 'orders', persistence: notes, log: silent, production: true, ...options });

describe('migrations in development', () => {
  const database = testDatabase();

  it('run at start, once each, in order, with plain names meaning the module’s own tables', async () => {
    await started({ url: database.url });
    const second = {
      name: '0002_text',
      up: ['alter table note add column text text', `insert into note values ('a', '?')`],
    };
    const third = { name: '0003_tags', up: ['create table tag (id serial primary key, note text references note)'] };
    const store = await started({ url: database.url, persistence: withMore(second, third) });
    expect(store.health()).toBeUndefined();
    // The runtime role may use what a later migration made.
    await store.transaction((em) => em.execute(`insert into tag (note) values ('a')`));
    expect(await store.reader().execute('select note, text from tag join note on note.id = note')).toEqual([
      { note: 'a', text: '?' },
    ]);
    const ran = await runAs<{ name: string }>(database.url, 'select name from orders.mikro_orm_migrations order by id');
    expect(ran.map((row) => row.name).slice(-3)).toEqual(['0001_notes', '0002_text', '0003_tags']);
  });

  it('that fail are named, and nothing of the run is kept', async () => {
    const good = { name: '0004_good', up: ['create table good (id int)'] };
    const bad = { name: '0005_bad', up: ['create table half (id int)', 'create tabel typo (id int)'] };
    await expect(started({ url: database.url, persistence: withMore(good, bad) })).rejects.toMatchObject({
      code: 'CARV-506',
      message: expect.stringMatching(/0005_bad.*syntax error/s) as string,
    });
    const left = await runAs(database.url, `select from pg_tables where tablename in ('good', 'half')`);
    expect(left).toEqual([]);
  });
});

describe('the list of migrations', () => {
  const database = testDatabase();

  it('is not for the module to write, after a run that failed or came to no end either', async () => {
    const { runtimeRole } = schemaNames('orders', database.name);
    const mayForge = async (): Promise<unknown> => {
      const text = `select has_table_privilege('${runtimeRole}', 'orders.mikro_orm_migrations', 'insert, update, delete') as may`;
      return (await runAs<{ may: boolean }>(database.url, text))[0]!.may;
    };
    const bad = { name: '0002_bad', up: ['create tabel typo (id int)'] };
    const failing = started({ url: database.url, persistence: withMore(bad) });
    await expect(failing).rejects.toMatchObject({ code: 'CARV-506' });
    expect(await mayForge()).toBe(false);
    await started({ url: database.url });
    expect(await mayForge()).toBe(false);
    // As a process leaves it that is killed between its migrations and the revocation.
    await runAs(database.url, `grant insert, delete on orders.mikro_orm_migrations to ${runtimeRole}`);
    expect(await mayForge()).toBe(true);
    await started({ url: database.url });
    expect(await mayForge()).toBe(false);
  });
});

describe('migrations in production', () => {
  const database = testDatabase();

  it('do not run at start: health names them until the step of deploy has run', async () => {
    const store = await started({ url: database.url, production: true });
    expect(store.health()).toMatch(/^migration missing: carveout_0001_outbox, .*0001_notes/);
    expect(await runAs(database.url, `select from pg_namespace where nspname = 'orders'`)).toEqual([]);

    expect(await migrationOf({ url: database.url })).toContain('0001_notes');
    await vi.waitFor(() => expect(store.health()).toBeUndefined(), soon);
    await store.transaction((em) => em.insert(Note, { id: 'a' }));
    expect(await noteIds(store.reader())).toEqual(['a']);
    expect(await migrationOf({ url: database.url })).toEqual([]);
  });

  it('keep readiness red for the one that is missing', async () => {
    const persistence = withMore({ name: '0002_more', up: ['create table more (id int)'] });
    const store = await started({ url: database.url, production: true, persistence });
    expect(store.health()).toBe('migration missing: 0002_more');
    await migrationOf({ url: database.url, persistence });
    await vi.waitFor(() => expect(store.health()).toBeUndefined(), soon);
  });
});

describe('roles that somebody made', () => {
  const database = testDatabase();
  const login = (name: string): string =>
    withLogin(parseAddress('orders', database.url), `${database.name}_${name}`, `secret of ${name}`).url;

  beforeAll(async () => {
    for (const name of ['runtime', 'owner']) {
      const role = pg.escapeIdentifier(`${database.name}_${name}`);
      await runAs(database.url, `create role ${role} login password 'secret of ${name}'`);
    }
    const owner = pg.escapeIdentifier(`${database.name}_owner`);
    await runAs(database.url, `create schema orders authorization ${owner}`);
  });

  it('serve: one runs the module, the other migrates', async () => {
    const store = await started({ url: login('runtime'), production: true });
    expect(store.health()).toMatch(/^migration missing: /);
    await expect(migrationOf({ url: login('runtime') })).rejects.toMatchObject({
      code: 'CARV-509',
      message: expect.stringContaining('ORDERS_OWNER_DATABASE_URL') as string,
    });
    await migrationOf({ url: login('runtime'), ownerUrl: login('owner') });
    await vi.waitFor(() => expect(store.health()).toBeUndefined(), soon);
    await store.transaction((em) => em.insert(Note, { id: 'a' }));
    const define = store.transaction((em) => em.execute('create table more (id int)'));
    await expect(define).rejects.toThrow('permission denied');
  });

  it('must not run the module in production when they may change its schema', async () => {
    await expect(started({ url: login('owner'), production: true })).rejects.toMatchObject({ code: 'CARV-511' });
  });

  it('may be one in development', async () => {
    const store = await started({ url: login('owner') });
    expect(store.health()).toBeUndefined();
    expect(await noteIds(store.reader())).toEqual(['a']);
  });

  it('with a wrong password are refused at once, which says no password', async () => {
    const url = withLogin(parseAddress('orders', database.url), `${database.name}_runtime`, 'a wrong one').url;
    const attempt = started({ url, production: true });
    await expect(attempt).rejects.toMatchObject({ code: 'CARV-513' });
    await expect(attempt).rejects.not.toThrow('a wrong one');
  });
});

it('production refuses default passwords before it connects', () => {
  const url = 'postgresql://postgres:postgres@127.0.0.1:1/shop';
  expect(() => notesStore({ url, production: true })).toThrow(expect.objectContaining({ code: 'CARV-508' }));
  expect(() => notesStore({ url })).not.toThrow();
});
