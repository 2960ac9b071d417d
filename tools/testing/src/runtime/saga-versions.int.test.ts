import { command, defineContract } from '@carveout/contract';
import { defineModule, definePersistence } from '@carveout/runtime';
import type { AssembledModule, Client } from '@carveout/runtime';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { rejection } from '../conformance/fixture/latch.ts';
import { testHosts } from './fixture/hosts.ts';
import type { Host } from './fixture/hosts.ts';
import { soon } from './fixture/soon.ts';

const hosts = testHosts();
const contract = defineContract('trips', {
  book: command({ input: z.object({}), output: z.object({}), errors: { FULL: z.object({}) } }),
  move: command({ input: z.object({}), output: z.object({}) }),
});
const module = defineModule(contract, { persistence: definePersistence({ entities: [], migrations: [] }) });
const caller = defineModule(defineContract('caller', {}), { calls: { trips: contract } }).assemble({ handlers: {} });
type Calls = { readonly trips: Client<typeof contract> };

/** What the steps of one saga do: each says so, and may be told to fail. */
type Steps = readonly (readonly [name: string, fate?: 'fails' | 'full'])[];

/** A version of the module whose saga `book` has these steps; without any, it is no saga. */
function version(done: string[], steps?: Steps): AssembledModule {
  const parts = {
    state: z.object({}),
    begin: () => ({}),
    finish: () => ({}),
  };
  const book =
    steps === undefined
      ? module.handle('book', async () => ({}))
      : module.saga('book', {
          ...parts,
          steps: steps.map(([name, fate]) => ({
            name,
            run: (_state, { fail }) => {
              if (fate === 'full') return fail('FULL', {});
              if (fate === 'fails') throw new Error('not in this version');
              done.push(name);
            },
            compensate: () => void done.push(`${name} undone`),
            giveUpAfter: 600_000,
          })),
        });
  return module.assemble({ handlers: { book, move: module.saga('move', { ...parts, steps: [] }) } });
}

const start = (done: string[], steps?: Steps): Promise<Host> => hosts.start([version(done, steps), caller]);
const book = (host: Host, key: string): Promise<object> =>
  host.calls<Calls>('caller', { deadline: Date.now() + 80_000 }).trips.book({}, { key, timeout: 60_000 });

/** Begins a saga on a host of one version, which stops while a step is waiting for another try. */
async function begun(key: string, done: string[], steps: Steps): Promise<void> {
  const host = await start(done, steps);
  const asked = rejection(book(host, key));
  await vi.waitFor(() => expect(failures(host)).toBeGreaterThan(0), soon);
  await host.stop(20_000);
  expect(await asked).toMatchObject({ kind: 'outcome-unknown' });
}
const failures = (host: Host): number =>
  host.lines.filter((line) => line['msg'] === 'saga step failed; it is tried again').length;
const left = (host: Host): readonly unknown[] =>
  host.lines.filter((line) => /is left to another host$/.test(String(line['msg'])));

describe('a saga that a host of another version goes on with', () => {
  it('does each step once, the one that was begun first, where the other has them in another order, and one more', async () => {
    const done: string[] = [];
    await begun('forward', done, [['first'], ['second', 'fails'], ['third']]);
    const other = await start(done, [['third'], ['second'], ['fourth'], ['first']]);
    await book(other, 'forward');
    expect(done).toEqual(['first', 'second', 'third', 'fourth']);
  });

  it('undoes what was done, last first, whatever the order of the other', async () => {
    const done: string[] = [];
    await begun('back', done, [['first'], ['second'], ['third', 'fails']]);
    const other = await start(done, [['second'], ['third', 'full'], ['first']]);
    expect(await rejection(book(other, 'back'))).toMatchObject({ code: 'FULL' });
    expect(done).toEqual(['first', 'second', 'third undone', 'second undone', 'first undone']);
  });

  it('undoes a step that was begun before one that the other has in front of it fails', async () => {
    const done: string[] = [];
    await begun('begun', done, [['first'], ['second', 'fails']]);
    const other = await start(done, [['first'], ['inserted', 'full'], ['second']]);
    expect(await rejection(book(other, 'begun'))).toMatchObject({ code: 'FULL' });
    expect(done).toEqual(['first', 'second', 'inserted undone', 'second undone', 'first undone']);
  });

  it('is left alone by one that does not know a step that was done', async () => {
    const done: string[] = [];
    await begun('strange', done, [['first'], ['extra'], ['third', 'fails']]);
    const older = await start(done, [['first'], ['third']]);
    await vi.waitFor(() => expect(left(older)).toMatchObject([{ steps: ['extra'] }]), soon);
    // Either may be the one that takes it next.
    await older.stop();
    const newer = await start(done, [['first'], ['extra'], ['third']]);
    await book(newer, 'strange');
    expect(done).toEqual(['first', 'extra', 'third']);
  });

  it('is left alone by one that does not know its operation as a saga', async () => {
    const done: string[] = [];
    await begun('gone', done, [['first'], ['second', 'fails']]);
    const other = await start(done);
    await vi.waitFor(() => expect(left(other)).toMatchObject([{ operation: 'book' }]), soon);
    await vi.waitFor(async () => {
      const rows = await hosts.query(`select 1 from trips.carveout_sagas where key = 'gone' and lease_until <= now()`);
      expect(rows).toHaveLength(1);
    }, soon);
    await other.stop();
    const newer = await start(done, [['first'], ['second']]);
    await book(newer, 'gone');
    expect(done).toEqual(['first', 'second']);
  });
});
