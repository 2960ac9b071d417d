import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '@carveout/runtime';
import { testDatabase } from '@carveout/testing/vitest';
import type { EntityManager } from '@mikro-orm/postgresql';
import pg from 'pg';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseAddress, withLogin } from './address/server-address.ts';
import { noteIds, notesStore, runAs } from './fixture/notes.ts';
import type { NotesOptions } from './fixture/notes.ts';
import { lockProvisioning } from './schema/advisory-lock.ts';
import { grantRows } from './schema/grants.ts';
import { schemaNames } from './schema/names.ts';
import { derivePassword } from './schema/passwords.ts';
import type { ModuleLogins } from './schema/provision.ts';
import { derivedLogins } from './schema/provision.ts';

const stores: Store<EntityManager>[] = [];

async function started(options: NotesOptions): Promise<Store<EntityManager>> {
  const store = notesStore(options);
  stores.push(store);
  await store.start();
  return store;
}

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.stop()));
});

async function loginsOf(url: string, module = 'orders'): Promise<ModuleLogins> {
  const admin = parseAddress(module, url);
  return derivedLogins(admin, schemaNames(module, admin.database));
}

describe('the roles of a module', () => {
  const database = testDatabase();

  beforeAll(async () => {
    await started({ url: database.url });
    await started({ url: database.url, module: 'carts' });
    await runAs(database.url, 'create table public.open (id int)', 'grant all on public.open to public');
  });

  it.each([
    ['make a table', 'create table orders.more (id int)'],
    ['make a temporary table', 'create temporary table more (id int)'],
    ['make a function', 'create function orders.f() returns int language sql as $$ select 1 $$'],
    ['alter a table', 'alter table orders.note add column more int'],
    ['drop a table', 'drop table orders.note'],
    ['truncate a table', 'truncate orders.note'],
    ['make a schema', 'create schema more'],
    ['make a role', 'create role more'],
    ['become the owner', `set role "${'OWNER'}"`],
    ['read another module’s rows', 'select * from carts.note'],
    ['read another module’s outbox', 'select * from carts.carveout_outbox'],
    ['write another module’s rows', `insert into carts.note values ('x')`],
    ['use the schema public', 'select * from public.open'],
    ['forge a migration', `insert into orders.mikro_orm_migrations (name) values ('x')`],
  ])('the runtime role may not %s', async (_what, statement) => {
    const { runtime, owner } = await loginsOf(database.url);
    const attempt = runAs(runtime.url, statement.replace('OWNER', owner.user));
    await expect(attempt).rejects.toThrow(/permission denied|must be owner/);
  });

  it('the runtime role reads and writes the rows of its own schema, by plain names', async () => {
    const { runtime } = await loginsOf(database.url);
    const rows = await runAs(runtime.url, `insert into orders.note values ('mine')`, 'select * from orders.note');
    expect(rows).toEqual([{ id: 'mine' }]);
    const store = await started({ url: database.url });
    expect(await store.reader().execute('select id from note')).toEqual([{ id: 'mine' }]);
  });

  it('the owner of one schema has no right to another', async () => {
    const { owner } = await loginsOf(database.url);
    await expect(runAs(owner.url, 'select * from carts.note')).rejects.toThrow('permission denied');
    await expect(runAs(owner.url, 'create table carts.more (id int)')).rejects.toThrow('permission denied');
  });

  it('no role comes in with a guessed password', async () => {
    const { runtime } = await loginsOf(database.url);
    for (const guess of ['', runtime.user, 'postgres', await derivePassword('', runtime.user)]) {
      await expect(runAs(withLogin(runtime, runtime.user, guess).url, 'select 1')).rejects.toThrow();
    }
  });
});

describe('granting rows again, while the old version runs', () => {
  const database = testDatabase();

  it('leaves the runtime role its rights at every moment', async () => {
    await started({ url: database.url });
    const { runtime, owner } = await loginsOf(database.url);
    const role = schemaNames('orders', database.name).runtimeRole;
    const [old, client] = [new pg.Client(runtime.url), new pg.Client(owner.url)];
    await Promise.all([old.connect(), client.connect()]);
    const asked: string[] = [];
    const watched = {
      query: async (text: string, values?: unknown[]) => {
        const result = await client.query(text, values);
        asked.push(text);
        await old.query('select * from orders.note');
        return result;
      },
    } as unknown as pg.ClientBase;
    try {
      await grantRows(watched, 'orders', role);
      expect(asked.some((text) => text.startsWith('revoke'))).toBe(true);
    } finally {
      await Promise.all([old.end(), client.end()]);
    }
  });
});

describe('two databases of one server', () => {
  const [one, two] = [testDatabase(), testDatabase()];

  it('share no role, and the role of one cannot enter the other', async () => {
    await started({ url: one.url });
    await started({ url: two.url });
    const { runtime } = await loginsOf(one.url);
    expect((await loginsOf(two.url)).runtime.user).not.toBe(runtime.user);
    const elsewhere = new URL(runtime.url);
    elsewhere.pathname = `/${two.name}`;
    await expect(runAs(elsewhere.href, 'select 1')).rejects.toThrow('permission denied for database');
  });
});

describe('making roles and schema', () => {
  const database = testDatabase();

  it('works for ten replicas of three modules that start at once', async () => {
    const modules = ['orders', 'carts', 'stock'];
    const all = await Promise.all(
      Array.from({ length: 30 }, (_, nr) =>
        started({ url: database.url, module: modules[nr % 3]!, connectWithinMs: 60_000 }),
      ),
    );
    expect(all.map((store) => store.health())).toEqual(all.map(() => undefined));
    const ran = await runAs(database.url, 'select name, count(*)::int from orders.mikro_orm_migrations group by name');
    expect(ran).toHaveLength(5);
    expect(ran).toEqual(ran.map((row) => ({ ...row, count: 1 })));
  });
});

describe('roles that another process is making', () => {
  const database = testDatabase();

  it('are waited for, however long that takes', async () => {
    const other = new pg.Client(database.url);
    await other.connect();
    await other.query('begin');
    await lockProvisioning(other);
    const starting = started({ url: database.url, lockTimeoutMs: 300, statementTimeoutMs: 600 });
    await sleep(1_500);
    await other.end();
    await starting;
  });
});

describe('an administrator that is no superuser', () => {
  const database = testDatabase();
  const role = (): string => pg.escapeIdentifier(`${database.name}_admin`);
  const addressWith = (password: string): string =>
    withLogin(parseAddress('orders', database.url), `${database.name}_admin`, password).url;

  beforeAll(async () => {
    await runAs(database.url, `create role ${role()} login createrole password 'first one'`);
    await runAs(database.url, `alter database ${pg.escapeIdentifier(database.name)} owner to ${role()}`);
  });

  it('suffices', async () => {
    const store = await started({ url: addressWith('first one') });
    await store.transaction((em) => em.execute(`insert into note values ('kept')`));
    expect(await noteIds(store.reader())).toEqual(['kept']);
  });

  it('may change its password, from which the others follow', async () => {
    const before = (await loginsOf(addressWith('first one'))).runtime;
    await runAs(database.url, `alter role ${role()} password 'second one'`);
    const store = await started({ url: addressWith('second one') });
    expect(await noteIds(store.reader())).toEqual(['kept']);
    await expect(runAs(before.url, 'select 1')).rejects.toThrow('password authentication failed');
  });
});

describe('a schema of somebody else', () => {
  const database = testDatabase();

  it('is refused, and not touched', async () => {
    await runAs(database.url, 'create schema orders', 'create table orders.old (id int)');
    await expect(notesStore({ url: database.url }).start()).rejects.toMatchObject({
      code: 'CARV-510',
      message: expect.stringContaining('orders belongs to the role') as string,
    });
    expect(await runAs(database.url, `select tablename from pg_tables where schemaname = 'orders'`)).toEqual([
      { tablename: 'old' },
    ]);
  });
});
