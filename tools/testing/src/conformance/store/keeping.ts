import { describe, expect, it } from 'vitest';
import { fixtureOfSuite } from './fixture-of-suite.ts';
import { begin, letter, message, outcome, sagaStart, save } from './samples.ts';
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
      const aside = letter(message('k'), 'aside');
      await store.transaction(async (_em, effects) => void Object.assign(effects, { inbox: aside, deadLetter: aside }));
      await store.deliveries.begin(mark, 1);
      const held = letter(message('k'), 'holds');
      await store.deadLetters.hold(held);
      await store.deliveries.begin(held, 1);
      await store.schedules.claim('s', 1, 'host', 60_000);
      await store.schedules.done('s', 2);
      await store.schedules.done('s', 3);

      await store.purge();
      expect(await store.findOutcome(outcome('k'))).toBeDefined();
      expect(await store.isHandled(mark)).toBe(true);
      expect(await store.deliveries.find(mark)).toBeDefined();
      expect(await store.sagas.get(ended.id)).toBeDefined();

      await store.purge(0);
      expect(await store.findOutcome(outcome('k'))).toBeUndefined();
      expect(await store.isHandled(mark)).toBe(false);
      expect(await store.deliveries.find(mark)).toBeUndefined();
      expect(await store.deliveries.find(held)).toBeDefined();
      expect(await store.deadLetters.list(10)).toHaveLength(2);
      expect(await store.sagas.get(ended.id)).toBeUndefined();
      expect(await store.sagas.get(running.id)).toBeDefined();
      expect(await store.schedules.lastDone('s')).toBe(3);
      expect(await store.schedules.claim('s', 1, 'another', 60_000)).toBe(false);
      expect(await store.outbox.lag()).toMatchObject({ rows: 1 });
      expect(await fixture().notes(store.reader())).toEqual(['note']);
    });
  });
