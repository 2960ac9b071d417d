import { randomUUID } from 'node:crypto';
import { message } from '@carveout/testing/conformance/store';
import type { EntityManager, EventSubscriber } from '@mikro-orm/postgresql';
import { ValidationError } from '@mikro-orm/postgresql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Note, noteIds, notesStore } from './fixture/notes.ts';
import { testNotes } from './testing/test-notes.ts';

const notes = testNotes();

const insert = (em: EntityManager, id: string): Promise<unknown> => em.insert(Note, { id });
const kept = (id: string): Promise<boolean> => noteIds(notes.store.reader()).then((ids) => ids.includes(id));

describe('a transaction', () => {
  it('throws as it is what the unit of work throws at the end without a word from the database', async () => {
    const hook = new Error('planted: a hook refuses it');
    const refuse = ({ entity }: { entity: Note }) => (entity.id === 'hooked' ? Promise.reject(hook) : undefined);
    const attempt = notes.store.transaction(async (em, effects) => {
      effects.outbox.push(message('refused'));
      em.getEventManager().registerSubscriber({ beforeCreate: refuse } as EventSubscriber);
      em.persist(em.create(Note, { id: 'hooked' }));
    });
    await expect(attempt).rejects.toBe(hook);
    const incomplete = notes.store.transaction(async (em, effects) => {
      effects.outbox.push(message('refused'));
      em.persist(em.create(Note, {} as never));
    });
    await expect(incomplete).rejects.toBeInstanceOf(ValidationError);
    expect((await notes.store.outbox.lag()).rows).toBe(0);
    expect(await notes.store.transaction(async () => 'next')).toBe('next');
  });

  it.each([true, false])(
    'that stands still is given up, and its connection is for others: after a statement %s',
    async (asked) => {
      const poolSize = { write: 1 };
      const one = notesStore({ url: notes.database.url, idleInTransactionMs: 500, poolSize, connectWithinMs: 60_000 });
      onTestFinished(() => one.stop());
      await one.start();
      const id = randomUUID();
      const hangs = Promise.withResolvers<void>();
      const late = Promise.withResolvers<unknown>();
      const attempt = one.transaction(async (em, effects) => {
        if (asked) await insert(em, id);
        effects.outbox.push(message('idle'));
        await hangs.promise;
        await insert(em, `${id} late`).then(late.reject, late.resolve);
      });
      await expect(attempt).rejects.toMatchObject({ code: 'CARV-515', availability: undefined });
      await one.transaction((em) => insert(em, `${id} next`));
      hangs.resolve();
      expect(String(await late.promise)).toMatch(/rolled ?back/i);
      const made = (await noteIds(one.reader())).filter((note) => note.startsWith(id));
      expect(made).toEqual([`${id} next`]);
      expect((await one.outbox.lag()).rows).toBe(0);
    },
  );

  it('is not given up while it works, however long', async () => {
    const busy = notesStore({ url: notes.database.url, idleInTransactionMs: 1_000 });
    onTestFinished(() => busy.stop());
    await busy.start();
    const slept = busy.transaction(async (em) => {
      await em.execute('select pg_sleep(2.5)');
      return em.execute('select 1 as one');
    });
    expect(await slept).toEqual([{ one: 1 }]);
  });

  it('takes nothing that is asked of it when it has begun to end', async () => {
    const id = randomUUID();
    let asked: Promise<unknown> | undefined;
    await notes.store.transaction(async (em, effects) => {
      await insert(em, id);
      effects.outbox.push(message('ending'));
      // After the commit has been sent, and before its answer.
      setImmediate(() => (asked = insert(em, `${id} late`).catch((error: unknown) => error)));
    });
    expect(await asked).toBeInstanceOf(Error);
    expect(await kept(`${id} late`)).toBe(false);
    const [sent] = (await notes.store.outbox.next(10, new Set(), new Set())).messages;
    await notes.store.outbox.sent([sent!.id]);
  });
});
