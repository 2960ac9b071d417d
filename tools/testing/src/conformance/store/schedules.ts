import { describe, expect, it, vi } from 'vitest';
import { fixtureOfSuite } from './fixture-of-suite.ts';
import type { StorePromises } from './store-fixture.ts';

export const schedules: StorePromises = (makeStores) =>
  describe('a schedule', () => {
    const fixture = fixtureOfSuite(makeStores);

    it('is claimed by one of many hosts per due time', async () => {
      const replicas = [await fixture().open('orders'), await fixture().open('orders')];
      for (const dueAt of [1_000, 2_000]) {
        const claims = await Promise.all(
          Array.from({ length: 8 }, (_, nr) =>
            replicas[nr % 2]!.schedules.claim('expire', dueAt, `host ${nr}`, 60_000),
          ),
        );
        expect(claims.filter(Boolean)).toHaveLength(1);
      }
    });

    it('may be claimed again by the same host, and by another once the lease has run out', async () => {
      const { schedules: store } = await fixture().open('orders');
      expect(await store.claim('again', 1_000, 'a', 60_000)).toBe(true);
      expect(await store.claim('again', 1_000, 'a', 1)).toBe(true);
      await vi.waitFor(async () => expect(await store.claim('again', 1_000, 'b', 60_000)).toBe(true), 20_000);
      expect(await store.claim('again', 1_000, 'a', 60_000)).toBe(false);
    });

    it('is settled once: by a transaction, or without one', async () => {
      const store = await fixture().open('orders');
      expect(await store.schedules.lastDone('settle')).toBeUndefined();
      await store.schedules.claim('settle', 1_000, 'a', 60_000);
      await store.transaction(
        async (_em, effects) => void (effects.scheduleDone = { schedule: 'settle', dueAt: 1_000 }),
      );
      expect(await store.schedules.claim('settle', 1_000, 'a', 60_000)).toBe(false);
      expect(await store.schedules.lastDone('settle')).toBe(1_000);
      const again = store.transaction(async (em, effects) => {
        await fixture().write(em, 'settled twice');
        effects.scheduleDone = { schedule: 'settle', dueAt: 1_000 };
      });
      await expect(again).rejects.toMatchObject({ name: 'StoreConflict', kind: 'schedule' });
      expect(await fixture().notes(store.reader())).not.toContain('settled twice');
      await store.schedules.done('settle', 3_000);
      await store.schedules.done('settle', 2_000);
      await store.schedules.done('settle', 2_000);
      expect(await store.schedules.lastDone('settle')).toBe(3_000);
      expect(await store.schedules.claim('settle', 3_000, 'a', 60_000)).toBe(false);
    });

    it('holds due times of any year', async () => {
      const { schedules: store } = await fixture().open('orders');
      const dueAt = Date.UTC(2999, 0, 1);
      expect(await store.claim('far', dueAt, 'a', 1_000)).toBe(true);
      await store.done('far', dueAt);
      expect(await store.lastDone('far')).toBe(dueAt);
    });
  });
