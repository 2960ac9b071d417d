import { describe, expect, it } from 'vitest';
import { fixtureOfSuite } from './fixture-of-suite.ts';
import { begin, message, nastyStrings, outcome, sagaStart, save } from './samples.ts';
import type { StorePromises } from './store-fixture.ts';

export const keeping: StorePromises = (makeStores) =>
  describe('what is kept', () => {
    const fixture = fixtureOfSuite(makeStores);

    it('is forgotten after a week, not before, and never while it is needed', async () => {
      const store = await fixture().open('orders');
      const mark = { message: 'm', listener: 'l' };
      const running = await begin(store, sagaStart('running'));
      const ended = await begin(store, sagaStart('ended', { status: 'ended' }));
      await store.transaction(async (em, effects) => {
        await fixture().write(em, 'note');
        effects.outcome = outcome('k');
        effects.inbox = mark;
      });
      await save(store, message('k'));
      await store.schedules.claim('s', 1, 'host', 60_000);
      await store.schedules.done('s', 2);
      await store.schedules.done('s', 3);

      await store.purge();
      expect(await store.findOutcome(outcome('k'))).toBeDefined();
      expect(await store.isHandled(mark)).toBe(true);
      expect(await store.sagas.get(ended.id)).toBeDefined();

      await store.purge(0);
      expect(await store.findOutcome(outcome('k'))).toBeUndefined();
      expect(await store.isHandled(mark)).toBe(false);
      expect(await store.sagas.get(ended.id)).toBeUndefined();
      expect(await store.sagas.get(running.id)).toBeDefined();
      expect(await store.schedules.lastDone('s')).toBe(3);
      expect(await store.schedules.claim('s', 1, 'another', 60_000)).toBe(false);
      expect(await store.outbox.lag()).toMatchObject({ rows: 1 });
      expect(await fixture().notes(store.reader())).toEqual(['note']);
    });

    it('includes dead letters, with any reason, and again when they are set aside again', async () => {
      const store = await fixture().open('orders');
      for (const reason of nastyStrings) {
        const letter = { message: message(reason, { reason }), listener: 'l', reason };
        await store.saveDeadLetter(letter);
        await store.saveDeadLetter({ ...letter, reason: 'again' });
      }
    });
  });
