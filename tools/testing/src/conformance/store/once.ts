import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fixtureOfSuite } from './fixture-of-suite.ts';
import { meeting } from './gate.ts';
import { nastyStrings, nastyValue, outcome } from './samples.ts';
import type { StorePromises } from './store-fixture.ts';

export const once: StorePromises = (makeStores) =>
  describe('once', () => {
    const fixture = fixtureOfSuite(makeStores);

    it('of concurrent transactions with one outcome key, over two replicas, one wins', async () => {
      const replicas = [await fixture().open('orders'), await fixture().open('orders')];
      const key = randomUUID();
      const meet = meeting(8);
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, (_, nr) =>
          replicas[nr % 2]!.transaction(async (em, effects) => {
            await fixture().write(em, `${key} ${nr}`);
            effects.outcome = outcome(key, nr);
            await meet();
            return nr;
          }),
        ),
      );
      const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      const lost = results.flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []));
      expect(won).toHaveLength(1);
      expect(lost).toEqual(lost.map(() => expect.objectContaining({ name: 'StoreConflict', kind: 'outcome' })));
      const notes = (await fixture().notes(replicas[0]!.reader())).filter((id) => id.startsWith(key));
      expect(notes).toEqual([`${key} ${won[0]}`]);
      const found = await replicas[1]!.findOutcome(outcome(key));
      expect(found).toEqual({ inputHash: 'ab12', result: { kind: 'value', value: won[0] } });
    });

    it('of concurrent transactions with one inbox mark, one wins', async () => {
      const replicas = [await fixture().open('orders'), await fixture().open('orders')];
      const mark = { message: randomUUID(), listener: 'on-placed' };
      const meet = meeting(8);
      expect(await replicas[0]!.isHandled(mark)).toBe(false);
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, (_, nr) =>
          replicas[nr % 2]!.transaction(async (em, effects) => {
            await fixture().write(em, `${mark.message} ${nr}`);
            effects.inbox = mark;
            await meet();
          }),
        ),
      );
      const lost = results.flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []));
      expect(lost).toHaveLength(7);
      expect(lost).toEqual(lost.map(() => expect.objectContaining({ name: 'StoreConflict', kind: 'inbox' })));
      const notes = (await fixture().notes(replicas[0]!.reader())).filter((id) => id.startsWith(mark.message));
      expect(notes).toHaveLength(1);
      expect(await replicas[1]!.isHandled(mark)).toBe(true);
    });

    it('tells listeners, callers and operations apart', async () => {
      const store = await fixture().open('orders');
      const key = randomUUID();
      await store.transaction(async (_em, effects) => {
        effects.outcome = outcome(key);
        effects.inbox = { message: key, listener: 'one' };
      });
      expect(await store.isHandled({ message: key, listener: 'two' })).toBe(false);
      expect(await store.findOutcome({ ...outcome(key), caller: 'carts' })).toBeUndefined();
      expect(await store.findOutcome({ ...outcome(key), operation: 'orders.cancel' })).toBeUndefined();
      await store.transaction(async (_em, effects) => {
        effects.outcome = { ...outcome(key), caller: 'carts' };
        effects.inbox = { message: key, listener: 'two' };
      });
      expect(await store.isHandled({ message: key, listener: 'two' })).toBe(true);
    });

    it('gives back outcomes as they were saved, to the order of their keys', async () => {
      const store = await fixture().open('orders');
      const results = [
        { kind: 'value', value: nastyValue },
        { kind: 'value', value: undefined },
        { kind: 'declared', code: 'OUT_OF_STOCK', data: { available: 0, nasty: nastyStrings } },
      ] as const;
      for (const result of results) {
        const saved = { ...outcome(randomUUID()), result };
        await store.transaction(async (_em, effects) => void (effects.outcome = saved));
        const found = await store.findOutcome(saved);
        expect(found!.result).toEqual(result);
        expect(JSON.stringify(found!.result)).toBe(JSON.stringify(result));
      }
    });

    it('takes any string as a key, and no two for the same', async () => {
      const store = await fixture().open('once-strings');
      for (const key of nastyStrings) {
        const mark = { message: key, listener: key };
        expect(await store.findOutcome(outcome(key))).toBeUndefined();
        expect(await store.isHandled(mark)).toBe(false);
        await store.transaction(async (_em, effects) => {
          effects.outcome = outcome(key, key);
          effects.inbox = mark;
        });
        expect((await store.findOutcome(outcome(key)))?.result).toEqual({ kind: 'value', value: key });
        expect(await store.isHandled(mark)).toBe(true);
      }
    });
  });
