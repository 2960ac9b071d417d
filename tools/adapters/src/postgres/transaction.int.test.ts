import { randomUUID } from 'node:crypto';
import type { EventMessage, Store } from '@carveout/runtime';
import { begin, sagaStart } from '@carveout/testing/conformance/store';
import { testDatabase } from '@carveout/testing/vitest';
import type { EntityManager } from '@mikro-orm/postgresql';
import { UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Note, noteIds, notes, notesStore, runAs } from './fixture/notes.ts';

const database = testDatabase();
const soon = { timeout: 20_000, interval: 20 };
let store: Store<EntityManager>;

/** The advisory lock that commits of notes named `slow …` wait for. */
const GATE = 4711;
const slowCommit = {
  name: '0002_slow_commit',
  up: [
    `create function wait_at_commit() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock(${GATE}); return null; end $$`,
    `create constraint trigger wait after insert on note deferrable initially deferred for each row
       when (new.id like 'slow%') execute function wait_at_commit()`,
  ],
};

beforeAll(async () => {
  const persistence = { ...notes, migrations: [...notes.migrations, slowCommit] };
  store = notesStore({ url: database.url, persistence, lockTimeoutMs: 60_000, statementTimeoutMs: 60_000 });
  await store.start();
});

afterAll(() => store.stop());

const insert = (em: EntityManager, id: string): Promise<unknown> => em.insert(Note, { id });
const kept = (id: string): Promise<boolean> => noteIds(store.reader()).then((ids) => ids.includes(id));

function event(key: string): EventMessage {
  const envelope = { id: 'e', correlation: 'c', caller: 'door' };
  return { id: randomUUID(), module: 'orders', event: 'placed', version: 1, key, payload: {}, at: 0, envelope };
}

describe('a transaction of PostgreSQL', () => {
  it('flushes what the unit of work gathered', async () => {
    const id = randomUUID();
    await store.transaction(async (em) => void em.persist(em.create(Note, { id })));
    expect(await kept(id)).toBe(true);
  });

  it('lets work catch what it may cause: in a nested transaction', async () => {
    const id = randomUUID();
    await store.transaction((em) => insert(em, id));
    await store.transaction(async (em, effects) => {
      await insert(em, `${id} before`);
      const nested = em.transactional((inner) => insert(inner, id));
      await expect(nested).rejects.toBeInstanceOf(UniqueConstraintViolationException);
      effects.outbox.push(event('nested'));
    });
    expect(await kept(`${id} before`)).toBe(true);
    const [first] = (await store.outbox.next(1, new Set(), new Set())).messages;
    expect(first).toMatchObject({ key: 'nested' });
    await store.outbox.sent([first!.id]);
  });

  it('lets a nested transaction be the first thing in it', async () => {
    const id = randomUUID();
    await store.transaction(async (em) => {
      await em.transactional((inner) => insert(inner, id));
      await em.transactional((inner) => insert(inner, id)).catch(() => undefined);
      await insert(em, `${id} after`);
    });
    expect(await kept(id)).toBe(true);
    expect(await kept(`${id} after`)).toBe(true);
  });

  it.each([
    ['a statement', (em: EntityManager) => em.execute('select 1 / 0')],
    ['a statement that is not SQL', (em: EntityManager) => em.execute('selct')],
  ])('is refused as a whole when work goes on after %s failed', async (_what, failing) => {
    for (const first of [true, false]) {
      const id = randomUUID();
      const attempt = store.transaction(async (em, effects) => {
        if (!first) await insert(em, id);
        await expect(failing(em)).rejects.toThrow();
        await expect(insert(em, id)).rejects.toThrow('current transaction is aborted');
        effects.outbox.push(event('aborted'));
      });
      await expect(attempt).rejects.toMatchObject({ code: 'CARV-505' });
      expect(await kept(id)).toBe(false);
    }
    expect((await store.outbox.lag()).rows).toBe(0);
  });

  it('refuses a unit of work that fails at the end, with the cause', async () => {
    const id = randomUUID();
    await store.transaction((em) => insert(em, id));
    const attempt = store.transaction(async (em) => void em.persist(em.create(Note, { id })));
    await expect(attempt).rejects.toMatchObject({
      code: 'CARV-503',
      cause: expect.any(UniqueConstraintViolationException) as unknown,
    });
  });

  it('that must give way to another one is refused as one that may be tried again: nothing was saved', async () => {
    const ids = ['one', 'other'].map((name) => `${name} ${randomUUID()}`);
    for (const id of ids) await store.transaction((em) => insert(em, id));
    const lock = (em: EntityManager, id: string): Promise<unknown> =>
      em.execute('select 1 from note where id = ? for update', [id]);
    const both = Promise.withResolvers<void>();
    let locked = 0;
    const inOrder = (order: readonly string[], made: string): Promise<unknown> =>
      store.transaction(async (em) => {
        await insert(em, made);
        await lock(em, order[0]!);
        if (++locked === 2) both.resolve();
        await both.promise;
        await lock(em, order[1]!);
      });
    const made = [randomUUID(), randomUUID()];
    const ends = await Promise.allSettled([inOrder(ids, made[0]!), inOrder(ids.toReversed(), made[1]!)]);
    const lost = ends.findIndex((end) => end.status === 'rejected');
    expect(ends[lost]).toMatchObject({ reason: { name: 'CarveoutError', code: 'CARV-514', availability: 'away' } });
    expect(ends[1 - lost]).toMatchObject({ status: 'fulfilled' });
    expect(await kept(made[lost]!)).toBe(false);
    expect(await kept(made[1 - lost]!)).toBe(true);

    const waiting = store.transaction(async (em) => {
      await lock(em, ids[0]!);
      await store.transaction((inner) => inner.execute('select 1 from note where id = ? for update nowait', [ids[0]]));
    });
    await expect(waiting).rejects.toMatchObject({ code: 'CARV-514', availability: 'away' });
  });

  it('holds, in production, no values of rows in its errors', async () => {
    const message = async (production: boolean): Promise<string> => {
      // Made and migrated above; its server is on this machine, so that production accepts it.
      const one = notesStore({ url: database.url, production });
      await one.start();
      const twice = one.transaction(async (em) => {
        await insert(em, 'a secret value');
        await insert(em, 'a secret value');
      });
      const error: unknown = await twice.catch((thrown: unknown) => thrown);
      await one.stop();
      return String(error);
    };
    expect(await message(false)).toContain('a secret value');
    expect(await message(true)).toContain('duplicate key');
    expect(await message(true)).not.toContain('a secret value');
  });

  it('is not ended by work itself without being noticed', async () => {
    const id = randomUUID();
    const attempt = store.transaction(async (em, effects) => {
      await insert(em, id);
      effects.outbox.push(event('lost'));
      await em.rollback();
    });
    await expect(attempt).rejects.toMatchObject({ code: 'CARV-505' });
    expect(await kept(id)).toBe(false);
    const own = store.transaction((em) => em.commit());
    await expect(own).rejects.toMatchObject({ code: 'CARV-505' });
    expect((await store.outbox.lag()).rows).toBe(0);
    expect(await store.transaction(async () => 'next')).toBe('next');
  });

  it('reads rows as a stream, and so does a reader', async () => {
    await store.transaction(async (em) => {
      for (let nr = 0; nr < 250; nr++) em.persist(em.create(Note, { id: `stream ${String(nr).padStart(3, '0')}` }));
      await em.flush();
      const ids: string[] = [];
      for await (const note of em.stream(Note, { where: { id: { $like: 'stream%' } }, chunkSize: 100 }))
        ids.push(note.id);
      expect(ids).toHaveLength(250);
      await insert(em, 'stream end');
    });
    const ids: string[] = [];
    for await (const note of store.reader().stream(Note, { where: { id: { $like: 'stream%' } } })) ids.push(note.id);
    expect(ids).toHaveLength(251);
  });
});

async function closedGate(): Promise<pg.Client> {
  const gate = new pg.Client({ connectionString: database.url });
  await gate.connect();
  onTestFinished(() => gate.end());
  await gate.query(`select pg_advisory_lock(${GATE})`);
  return gate;
}

async function waiting(): Promise<number> {
  const here = `database = (select oid from pg_database where datname = current_database())`;
  const locks = `select from pg_locks where locktype = 'advisory' and not granted and ${here}`;
  return (await runAs(database.url, locks)).length;
}

describe('the leases of sagas', () => {
  it('are renewed while one of them is being moved on by a transaction that stands still', async () => {
    const sagas = [sagaStart(randomUUID()), sagaStart(randomUUID())];
    for (const saga of sagas) await begin(store, saga);
    const [moving, other] = sagas.map(({ id }) => ({ id, fence: 1 }));
    const gate = await closedGate();
    const move = store.transaction(async (em, effects) => {
      await insert(em, 'slow move');
      const from = { status: 'running', step: 0 } as const;
      effects.sagaAdvance = { ...moving!, from, status: 'running', step: 1, state: {}, attempts: 0 };
    });
    await vi.waitFor(async () => expect(await waiting()).toBe(1), soon);
    expect(await store.sagas.renew([moving!, other!], 60_000)).toEqual([other!.id]);
    await gate.query(`select pg_advisory_unlock(${GATE})`);
    await move;
    expect(await store.sagas.renew([moving!], 60_000)).toEqual([moving!.id]);
  });
});

describe('the order of events of one key', () => {
  const commit = (id: string, key: string): Promise<EventMessage> =>
    store.transaction(async (em, effects) => {
      const saved = event(key);
      await insert(em, id);
      effects.outbox.push(saved);
      return saved;
    });

  it('is that of the commits, even when one takes its position and commits late', async () => {
    const gate = await closedGate();
    const slow = commit('slow one', 'same');
    await vi.waitFor(async () => expect(await waiting()).toBe(1), soon);
    const other = await commit('other key', 'another');
    expect((await store.outbox.next(10, new Set(), new Set())).messages).toEqual([other]); // other keys do not wait
    let isSaved = false;
    const quick = commit('quick one', 'same').finally(() => (isSaved = true));
    await vi.waitFor(async () => expect(isSaved || (await waiting()) === 2).toBe(true), soon);
    expect((await store.outbox.next(10, new Set(), new Set())).messages).toEqual([other]);
    await gate.query(`select pg_advisory_unlock(${GATE})`);
    const saved = [await slow, await quick];
    const order = (await store.outbox.next(10, new Set(), new Set())).messages;
    expect(order.filter(({ key }) => key === 'same')).toEqual(saved);
  });
});
