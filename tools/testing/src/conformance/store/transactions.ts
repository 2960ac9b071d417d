import { randomUUID } from 'node:crypto';
import { StoreConflict } from '@carveout/runtime';
import { describe, expect, it } from 'vitest';
import { fixtureOfSuite } from './fixture-of-suite.ts';
import { message, nobody, outcome } from './samples.ts';
import type { StorePromises } from './store-fixture.ts';

export const transactions: StorePromises = (makeStores) =>
  describe('a transaction', () => {
    const fixture = fixtureOfSuite(makeStores);

    it('saves the business row, the outbox row and the outcome, and answers what work answered', async () => {
      const store = await fixture().open('orders');
      const event = message('k');
      const answer = await store.transaction(async (em, effects) => {
        await fixture().write(em, 'saved');
        effects.outbox.push(event);
        effects.outcome = outcome('saved', { total: 3 });
        return { total: 3 };
      });
      expect(answer).toEqual({ total: 3 });
      expect(await fixture().notes(store.reader())).toContain('saved');
      expect((await store.outbox.next(10, nobody, nobody)).messages).toEqual([event]);
      expect((await store.findOutcome(outcome('saved')))?.result).toEqual({ kind: 'value', value: { total: 3 } });
    });

    it('that is rolled back leaves neither business row nor effects, and what work threw passes as it is', async () => {
      const store = await fixture().open('transactions-back');
      const thrown = { not: 'even an Error' };
      const attempt = store.transaction(async (em, effects) => {
        await fixture().write(em, 'never');
        effects.outbox.push(message('k'));
        effects.outcome = outcome('never');
        effects.inbox = { message: 'never', listener: 'l' };
        throw thrown;
      });
      await expect(attempt).rejects.toBe(thrown);
      expect(await fixture().notes(store.reader())).toEqual([]);
      expect((await store.outbox.next(10, nobody, nobody)).messages).toEqual([]);
      expect(await store.findOutcome(outcome('never'))).toBeUndefined();
      expect(await store.isHandled({ message: 'never', listener: 'l' })).toBe(false);
    });

    it('that did nothing commits', async () => {
      const store = await fixture().open('orders');
      expect(await store.transaction(async () => 'nothing')).toBe('nothing');
    });

    it('with effects only saves them', async () => {
      const store = await fixture().open('orders');
      const mark = { message: randomUUID(), listener: 'l' };
      await store.transaction(async (_em, effects) => void (effects.inbox = mark));
      expect(await store.isHandled(mark)).toBe(true);
    });

    it('runs work once, even when it collides', async () => {
      const store = await fixture().open('orders');
      const key = randomUUID();
      let runs = 0;
      const attempt = (): Promise<void> =>
        store.transaction(async (_em, effects) => {
          runs++;
          effects.outcome = outcome(key);
        });
      await attempt();
      await expect(attempt()).rejects.toBeInstanceOf(StoreConflict);
      expect(runs).toBe(2);
    });

    it('that fails in the database as a whole is refused with a code and the cause', async () => {
      const store = await fixture().open('orders');
      const id = randomUUID();
      const twice = store.transaction(async (em) => {
        await fixture().write(em, id);
        // Whether it was this statement or the flush at the end that failed, nothing may be kept.
        await fixture()
          .write(em, id)
          .catch(() => undefined);
      });
      await expect(twice).rejects.toMatchObject({ name: 'CarveoutError', code: expect.stringMatching(/^CARV-5/) });
      expect(await fixture().notes(store.reader())).not.toContain(id);
    });

    it('sees its own rows, and others see them after the commit', async () => {
      const store = await fixture().open('orders');
      const id = randomUUID();
      await store.transaction(async (em) => {
        await fixture().write(em, id);
        expect(await fixture().notes(em)).toContain(id);
        expect(await fixture().notes(store.reader())).not.toContain(id);
      });
      expect(await fixture().notes(store.reader())).toContain(id);
    });

    it('keeps to itself: fifty at once, each with its own row and event', async () => {
      const store = await fixture().open('transactions-many');
      const ids = Array.from({ length: 50 }, (_, nr) => `note-${nr}`);
      await Promise.all(
        ids.map((id) =>
          store.transaction(async (em, effects) => {
            await fixture().write(em, id);
            effects.outbox.push(message(id, { id }));
          }),
        ),
      );
      expect((await fixture().notes(store.reader())).sort()).toEqual([...ids].sort());
      const events = (await store.outbox.next(100, nobody, nobody)).messages;
      expect(events.map((event) => event.key).sort()).toEqual([...ids].sort());
    });

    it('is over when it is over: its unit of work cannot write afterwards', async () => {
      const store = await fixture().open('orders');
      const id = randomUUID();
      const late = await store.transaction(async (em) => ({ em }));
      await expect(fixture().write(late.em, id)).rejects.toThrow();
      expect(await fixture().notes(store.reader())).not.toContain(id);
    });
  });
