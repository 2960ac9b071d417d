import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { fixtureOfSuite } from './fixture-of-suite.ts';
import { message, nobody, outcome, save } from './samples.ts';
import type { StorePromises } from './store-fixture.ts';

const ofData = { name: 'CarveoutError', code: expect.stringMatching(/^CARV-5\d\d$/) as string };
const soon = { timeout: 30_000, interval: 100 };

export const availability: StorePromises = (makeStores) =>
  describe('availability', () => {
    const fixture = fixtureOfSuite(makeStores);

    it('before start and after stop every use is refused, and health says so', async () => {
      const store = await fixture().open('orders');
      expect(store.health()).toBeUndefined();
      await store.stop();
      expect(store.health()).toBe('stopped');
      await expect(store.transaction(async () => undefined)).rejects.toMatchObject(ofData);
      await expect(store.findOutcome(outcome('k'))).rejects.toMatchObject(ofData);
      await expect(store.outbox.next(1, nobody, nobody)).rejects.toMatchObject(ofData);
      expect(() => store.reader()).toThrow(expect.objectContaining(ofData));
      await store.stop();
    });

    it('an outage is told, refuses within bounds, and is survived with all data', async () => {
      const store = await fixture().open('orders');
      expect(await store.outbox.acquire('relay', 1)).toBe(true);
      const [before] = await save(store, message('before'));
      await store.transaction((em) => fixture().write(em, 'before'));

      await fixture().outage.begin();
      await vi.waitFor(() => expect(store.health()).toEqual(expect.any(String)), soon);
      const began = performance.now();
      let ran = false;
      const attempts = await Promise.allSettled([
        store.transaction(async () => void (ran = true)),
        store.findOutcome(outcome('k')),
        store.outbox.next(1, nobody, nobody),
        store.sagas.claimDue('host', 1, 1_000),
        store.schedules.claim('s', 1, 'host', 1_000),
      ]);
      expect(performance.now() - began).toBeLessThan(10_000);
      for (const attempt of attempts) expect(attempt).toMatchObject({ status: 'rejected', reason: ofData });
      expect(ran).toBe(false);
      await expect(fixture().notes(store.reader())).rejects.toThrow();

      await fixture().outage.end();
      await vi.waitFor(() => expect(store.health()).toBeUndefined(), soon);
      await Promise.all(
        Array.from({ length: 20 }, (_, nr) => store.transaction((em) => fixture().write(em, `after ${nr}`))),
      );
      const notes = await fixture().notes(store.reader());
      expect(notes).toContain('before');
      expect(notes).toHaveLength(21);
      expect((await store.outbox.next(10, nobody, nobody)).messages).toEqual([before]);
    });

    it('a transaction that the outage strikes is refused, and nothing of it is kept', async () => {
      const store = await fixture().open('carts');
      const id = randomUUID();
      const attempt = store.transaction(async (em, effects) => {
        await fixture().write(em, id);
        effects.outbox.push(message('k'));
        await fixture().outage.begin();
      });
      await expect(attempt).rejects.toMatchObject(ofData);
      await fixture().outage.end();
      await vi.waitFor(() => expect(store.health()).toBeUndefined(), soon);
      expect(await fixture().notes(store.reader())).not.toContain(id);
      expect((await store.outbox.next(10, nobody, nobody)).messages).toEqual([]);
    });

    it('a store that starts during an outage waits for its end', async () => {
      await fixture().outage.begin();
      const opening = fixture().open('stock');
      await fixture().outage.end();
      const store = await opening;
      await store.transaction((em) => fixture().write(em, 'late'));
      expect(await fixture().notes(store.reader())).toEqual(['late']);
    });
  });
