import type { Store } from '@carveout/runtime';
import { describe, expect, it } from 'vitest';
import { fixtureOfSuite } from './fixture-of-suite.ts';
import { message, nastyStrings } from './samples.ts';
import type { StorePromises } from './store-fixture.ts';

let marks = 0;
const newMark = () => ({ message: `m-${++marks}`, listener: 'on-placed' });
const handle = (store: Store, mark: { message: string; listener: string }, suspect: boolean): Promise<void> =>
  store.transaction(async (_em, effects) => void (effects.inbox = { ...mark, suspect }));

export const deliveries: StorePromises = (makeStores) =>
  describe('tries of a suspect message', () => {
    const fixture = fixtureOfSuite(makeStores);

    it('are counted from the first on that is recorded, for all replicas', async () => {
      const [here, there] = [await fixture().open('orders'), await fixture().open('orders')];
      const mark = newMark();
      expect(await here.deliveries.find(mark)).toBeUndefined();
      const before = Date.now();
      await here.deliveries.begin(mark, 0);
      const first = await there.deliveries.find(mark);
      expect(first).toMatchObject({ attempts: 1, failures: 0, crashes: 0, begun: true, reason: undefined });
      expect(Math.abs(first!.firstAt - before)).toBeLessThan(30_000);
      await here.deliveries.begin(mark, 1);
      await here.deliveries.begin(mark, 2);
      expect(await there.deliveries.find(mark)).toEqual({ ...first, attempts: 3, crashes: 2 });
      expect(await there.deliveries.find({ ...mark, listener: 'another' })).toBeUndefined();
      expect(await there.deliveries.find({ ...mark, message: 'another' })).toBeUndefined();
    });

    it('end by a failure that counts, or by one that does not: either way the process has survived them', async () => {
      const store = await fixture().open('orders');
      const mark = newMark();
      await store.deliveries.ended(mark);
      expect(await store.deliveries.find(mark)).toBeUndefined();
      for (const reason of nastyStrings) await store.deliveries.ended(mark, reason);
      await store.deliveries.ended(mark, 'broken');
      const { length } = nastyStrings;
      expect(await store.deliveries.find(mark)).toMatchObject({ failures: length + 1, begun: false, reason: 'broken' });
      await store.deliveries.begin(mark, 2);
      await store.deliveries.ended(mark);
      expect(await store.deliveries.find(mark)).toMatchObject({
        ...{ attempts: 2, failures: length + 1, crashes: 0 },
        ...{ begun: false, reason: 'broken' },
      });
    });

    it('are forgotten with the inbox mark of a suspect, in its transaction', async () => {
      const store = await fixture().open('orders');
      const mark = newMark();
      await store.deliveries.begin(mark, 1);
      await expect(
        store.transaction(async (_em, effects) => {
          effects.inbox = { ...mark, suspect: true };
          throw new Error('undone');
        }),
      ).rejects.toThrow('undone');
      expect(await store.deliveries.find(mark)).toBeDefined();
      await handle(store, mark, true);
      expect(await store.deliveries.find(mark)).toBeUndefined();
      expect(await store.isHandled(mark)).toBe(true);
    });

    it('stay where the mark is refused, until they are cleared', async () => {
      const store = await fixture().open('orders');
      const mark = { ...newMark(), message: message('k').id };
      await handle(store, mark, false);
      await store.deliveries.begin(mark, 1);
      await expect(handle(store, mark, true)).rejects.toMatchObject({ kind: 'inbox' });
      expect(await store.deliveries.find(mark)).toMatchObject({ begun: true });
      await store.deliveries.clear(mark);
      expect(await store.deliveries.find(mark)).toBeUndefined();
    });
  });
