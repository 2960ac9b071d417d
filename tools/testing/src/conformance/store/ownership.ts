import { describe, expect, it } from 'vitest';
import { fixtureOfSuite } from './fixture-of-suite.ts';
import type { StorePromises } from './store-fixture.ts';

export const ownership: StorePromises = (makeStores) =>
  describe('ownership', () => {
    const fixture = fixtureOfSuite(makeStores);

    it('a module reads and writes its own rows', async () => {
      const [orders, carts] = [await fixture().open('orders'), await fixture().open('carts')];
      await orders.transaction((em) => fixture().write(em, 'of orders'));
      await carts.transaction((em) => fixture().write(em, 'of carts'));
      expect(await fixture().notes(orders.reader())).toEqual(['of orders']);
      expect(await fixture().notes(carts.reader())).toEqual(['of carts']);
    });

    it('the database refuses another module’s rows', async () => {
      const [orders] = [await fixture().open('orders'), await fixture().open('carts')];
      const { forbidden } = fixture();
      await expect(forbidden.readNotesOf(orders.reader(), 'carts')).rejects.toThrow('permission denied');
      const within = orders.transaction((em) => forbidden.readNotesOf(em, 'carts'));
      await expect(within).rejects.toThrow('permission denied');
    });

    it('the database refuses changes of definitions', async () => {
      const store = await fixture().open('orders');
      const attempt = store.transaction((em) => fixture().forbidden.define(em));
      await expect(attempt).rejects.toThrow(/permission denied|must be owner/);
    });

    it('the database refuses writes of a reader', async () => {
      const store = await fixture().open('orders');
      await expect(fixture().write(store.reader(), 'read only')).rejects.toThrow('read-only');
      expect(await fixture().notes(store.reader())).not.toContain('read only');
    });
  });
