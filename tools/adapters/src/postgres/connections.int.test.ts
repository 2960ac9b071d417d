import { randomUUID } from 'node:crypto';
import type { Store } from '@carveout/runtime';
import type { PrivatePostgres } from '@carveout/testing/backing';
import { startPrivatePostgres } from '@carveout/testing/backing';
import { LoopDelay } from '@carveout/testing/loop-delay';
import { need } from '@carveout/testing/vitest';
import type { EntityManager } from '@mikro-orm/postgresql';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { Note, noteIds, notesStore, runAs } from './fixture/notes.ts';
import type { NotesOptions } from './fixture/notes.ts';

need('postgres');

/** Stops this process for so long, in ms. */
const block = (ms: number): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const soon = { timeout: 20_000, interval: 50 };
const stores: Store<EntityManager>[] = [];
let server: PrivatePostgres;

beforeAll(async () => {
  server = await startPrivatePostgres();
});

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.stop()));
});

afterAll(async () => {
  await server.remove();
});

async function started(options: Partial<NotesOptions> = {}): Promise<Store<EntityManager>> {
  const store = notesStore({ url: server.url, healthEveryMs: 100, connectWithinMs: 20_000, ...options });
  stores.push(store);
  await store.start();
  return store;
}

const ours = `application_name like 'carveout:%'`;
const cut = (condition: string): Promise<unknown[]> =>
  runAs(server.url, `select pg_terminate_backend(pid, 20000) from pg_stat_activity where ${ours} and ${condition}`);

async function connections(): Promise<number> {
  const [row] = await runAs<{ count: number }>(server.url, `select count(*)::int from pg_stat_activity where ${ours}`);
  return row!.count;
}

async function saveEvent(store: Store<EntityManager>): Promise<void> {
  const id = randomUUID();
  const envelope = { id, correlation: id, caller: 'orders' };
  const message = {
    id,
    module: 'orders',
    event: 'placed',
    version: 1,
    key: 'k',
    payload: {},
    at: Date.now(),
    envelope,
  };
  await store.transaction(async (_em, effects) => void effects.outbox.push(message));
}

it('are few, made when needed, and closed at stop', async () => {
  const store = await started({ poolSize: { write: 3, read: 2 } });
  await vi.waitFor(async () => expect(await connections()).toBeLessThanOrEqual(1), soon); // the check's
  await Promise.all(Array.from({ length: 30 }, () => store.transaction((em) => em.execute('select pg_sleep(0.01)'))));
  await Promise.all(Array.from({ length: 30 }, () => noteIds(store.reader())));
  await vi.waitFor(async () => expect(await connections()).toBe(5), soon);
  await store.outbox.acquire('host', 60_000);
  await vi.waitFor(async () => expect(await connections()).toBe(6), soon); // listening
  await store.stop();
  await vi.waitFor(async () => expect(await connections()).toBe(0), soon);
});

it('are known to be free, had or waited for', async () => {
  const store = await started({ poolSize: { write: 3 } });
  const free = (): number => store.writeRoom!.free;
  expect(store.writeRoom!.size).toBe(3);
  await vi.waitFor(() => expect(free()).toBe(3), soon);
  const [held, waited] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const two = [1, 2].map(() => store.transaction(() => held.promise));
  await vi.waitFor(() => expect(free()).toBe(1), soon);
  const three = [1, 2, 3].map(() => store.transaction(() => waited.promise));
  await vi.waitFor(() => expect(free()).toBe(-2), soon);
  held.resolve();
  await Promise.all(two);
  await vi.waitFor(() => expect(free()).toBe(0), soon);
  waited.resolve();
  await Promise.all(three);
  await vi.waitFor(() => expect(free()).toBe(3), soon);
});

it('of the relay that hears of commits is made again when it is cut, and what was missed is looked for', async () => {
  const [relay, elsewhere] = [await started(), await started()];
  const woken = vi.fn<() => void>();
  relay.outbox.onCommit(woken);
  expect(await relay.outbox.acquire('host', 60_000)).toBe(true);
  const listening = (): Promise<{ pid: number }[]> =>
    runAs<{ pid: number }>(server.url, `select pid from pg_stat_activity where ${ours} and query ilike 'listen%'`);
  await vi.waitFor(async () => expect(await listening()).toHaveLength(1), soon);
  // It looks once as soon as it hears.
  await vi.waitFor(() => expect(woken).toHaveBeenCalled(), soon);
  const [before] = await listening();
  woken.mockClear();
  await cut(`query ilike 'listen%'`);
  // Nobody hears of this one.
  await saveEvent(elsewhere);
  await vi.waitFor(async () => {
    const [now] = await listening();
    expect(now?.pid).toBeTypeOf('number');
    expect(now).not.toEqual(before);
  }, soon);
  await vi.waitFor(() => expect(woken).toHaveBeenCalled(), soon);
  woken.mockClear();
  await saveEvent(elsewhere);
  await vi.waitFor(() => expect(woken).toHaveBeenCalled(), soon);
});

it('that are cut while idle harm nothing', async () => {
  const store = await started();
  await store.outbox.acquire('host', 60_000);
  for (let round = 0; round < 3; round++) {
    await Promise.all(Array.from({ length: 8 }, () => store.transaction((em) => em.execute('select 1'))));
    await noteIds(store.reader());
    await cut('true');
    await vi.waitFor(async () => store.transaction((em) => em.execute('select 1')), soon);
    await vi.waitFor(async () => noteIds(store.reader()), soon);
  }
  await vi.waitFor(() => expect(store.health()).toBeUndefined(), soon);
});

it('that are cut within transactions are given back: the pool does not run dry', async () => {
  const store = await started({ poolSize: { write: 2 } });
  for (let round = 0; round < 6; round++) {
    const attempt = store.transaction(async (em) => {
      await em.execute('select 1');
      await cut(`state = 'idle in transaction'`);
      await em.execute('select 2');
    });
    await expect(attempt).rejects.toMatchObject({ code: 'CARV-501' });
    const thrown = store.transaction(async (em) => {
      await em.execute('select 1');
      await cut(`state = 'idle in transaction'`);
      throw new Error('from work');
    });
    await expect(thrown).rejects.toThrow('from work');
  }
  expect(await store.transaction(async () => 'still here')).toBe('still here');
});

it('to a server that takes no writes any more: what was to be written waits, and health tells', async () => {
  const store = await started();
  const write = (): Promise<unknown> => store.transaction((em) => em.insert(Note, { id: randomUUID() }));
  const setReadOnly = (to: 'on' | 'off'): Promise<unknown> =>
    runAs(server.url, `alter system set default_transaction_read_only = ${to}`, 'select pg_reload_conf()');
  await write();
  await setReadOnly('on');
  try {
    await vi.waitFor(() => expect(write()).rejects.toMatchObject({ code: 'CARV-501', availability: 'away' }), soon);
    // At the commit, and in a statement of its own.
    await expect(saveEvent(store)).rejects.toMatchObject({ code: 'CARV-501', availability: 'away' });
    await expect(store.outbox.acquire('host', 60_000)).rejects.toMatchObject({
      code: 'CARV-501',
      availability: 'away',
    });
    await vi.waitFor(() => expect(store.health()).toMatch(/takes no writes/), soon);
    expect(await noteIds(store.reader())).not.toEqual([]);
  } finally {
    await setReadOnly('off');
  }
  await vi.waitFor(() => expect(store.health()).toBeUndefined(), soon);
  await write();
  await saveEvent(store);
  // What only reads is refused for good: it is the handler that is wrong.
  const wrong = store.reader().execute(`insert into note values ('x')`);
  await expect(wrong).rejects.toMatchObject({ code: '25006' });
  await expect(wrong).rejects.not.toHaveProperty('availability');
  expect(store.health()).toBeUndefined();
});

it('that are all taken: an operation waits no longer than it was told to', async () => {
  const store = await started({ poolSize: { write: 1 }, connectWithinMs: 300, healthEveryMs: 600_000 });
  // To make the one connection may take longer than that.
  await vi.waitFor(() => store.transaction((em) => em.execute('select 1')), soon);
  await store.transaction(async (em) => {
    await em.execute('select 1');
    const began = performance.now();
    await expect(store.transaction(async () => undefined)).rejects.toMatchObject({ code: 'CARV-502' });
    expect(performance.now() - began).toBeGreaterThan(250);
  });
  expect(await store.transaction(async () => 'free again')).toBe('free again');
});

it('that are cut during a commit: whether it was saved is said to be unknown', async () => {
  const slowly = {
    name: '0002_slow_commit',
    up: [
      `create function wait_at_commit() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return null; end $$`,
      `create constraint trigger wait after insert on note deferrable initially deferred for each row
         when (new.id = 'slow') execute function wait_at_commit()`,
    ],
  };
  const { notes } = await import('./fixture/notes.ts');
  const store = await started({
    module: 'slow',
    persistence: { ...notes, migrations: [...notes.migrations, slowly] },
    statementTimeoutMs: 50_000,
  });
  const attempt = store.transaction((em) => em.insert(Note, { id: 'slow' }));
  const refused = expect(attempt).rejects.toMatchObject({ code: 'CARV-504' });
  await vi.waitFor(async () => expect(await cut(`wait_event = 'PgSleep'`)).toHaveLength(1), soon);
  await refused;
  expect(await store.transaction(async () => 'next')).toBe('next');
});

it('to a server that has frozen: operations end within bounds, and go on when it thaws', async () => {
  const store = await started({ statementTimeoutMs: 2_000, connectWithinMs: 5_000 });
  await Promise.all(Array.from({ length: 8 }, () => store.transaction((em) => em.execute('select 1'))));
  const thaw = await server.breakDown('frozen');
  try {
    const began = performance.now();
    const delay = new LoopDelay(() => performance.now());
    delay.start();
    const attempts = await Promise.allSettled([
      store.findOutcome({ caller: 'a', operation: 'b', key: 'c' }),
      store.outbox.next(1, new Set(), new Set()),
      ...Array.from({ length: 8 }, (_, nr) => store.transaction((em) => em.insert(Note, { id: `frozen ${nr}` }))),
      noteIds(store.reader()),
    ]);
    const ended = performance.now();
    delay.stop();
    // 5 s for a connection, 2 s for a statement, which the client gives up 2 s later.
    expect(ended - began - delay.between(began, ended)).toBeLessThan(15_000);
    expect(attempts.map(({ status }) => status)).toEqual(attempts.map(() => 'rejected'));
    await vi.waitFor(() => expect(store.health()).toEqual(expect.any(String)), soon);
  } finally {
    await thaw();
  }
  await vi.waitFor(() => expect(store.health()).toBeUndefined(), soon);
  // What was refused is not saved by whoever uses the connection next.
  await Promise.all(Array.from({ length: 20 }, () => store.transaction((em) => em.execute('select 1'))));
  expect((await noteIds(store.reader())).filter((id) => id.startsWith('frozen'))).toEqual([]);
});

it('to a server that has frozen: health tells within seconds, however long a statement may run', async () => {
  const store = await started({ statementTimeoutMs: 60_000, healthEveryMs: 500 });
  const thaw = await server.breakDown('frozen');
  try {
    const delay = new LoopDelay(() => performance.now());
    delay.start();
    const began = performance.now();
    await vi.waitFor(() => expect(store.health()).toEqual(expect.any(String)), soon);
    const ended = performance.now();
    delay.stop();
    expect(ended - began - delay.between(began, ended)).toBeLessThan(7_000);
  } finally {
    await thaw();
  }
  await vi.waitFor(() => expect(store.health()).toBeUndefined(), soon);
});

it('to nowhere: start gives up after the time it was told, and stop ends it before', async () => {
  const url = 'postgresql://postgres:x@127.0.0.1:1/shop';
  const began = performance.now();
  const warn = vi.fn();
  const log = { debug: vi.fn(), info: vi.fn(), warn, error: vi.fn() };
  await expect(notesStore({ url, startWithinMs: 600, log }).start()).rejects.toMatchObject({ code: 'CARV-501' });
  expect(performance.now() - began).toBeGreaterThan(300);
  // Whoever waits reads why, at once and once.
  expect(warn.mock.calls).toEqual([[expect.stringMatching(/^CARV-501: .*starting, which is tried for 1 s: connect/)]]);
  const store = notesStore({ url, startWithinMs: 600_000 });
  const starting = expect(store.start()).rejects.toMatchObject({ code: 'CARV-501' });
  await store.stop();
  await starting;
});

it('that does nothing for too long within a transaction is ended by the server, when its process cannot', async () => {
  const store = await started({ idleInTransactionMs: 200 });
  const attempt = store.transaction(async (em) => {
    await em.insert(Note, { id: 'idle' });
    block(3_000);
    await em.insert(Note, { id: 'idle too' });
  });
  await expect(attempt).rejects.toMatchObject({ name: 'CarveoutError', availability: 'away' });
  expect(await noteIds(store.reader())).not.toContain('idle');
  expect(await store.transaction(async (em) => em.execute('select 1 as one'))).toEqual([{ one: 1 }]);
});
