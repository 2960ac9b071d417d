import { randomUUID } from 'node:crypto';
import type { SagaAdvance } from '@carveout/runtime';
import { describe, expect, it, vi } from 'vitest';
import { fixtureOfSuite } from './fixture-of-suite.ts';
import { begin, nastyStrings, nastyValue, sagaStart } from './samples.ts';
import type { StorePromises } from './store-fixture.ts';

const soon = { timeout: 20_000, interval: 20 };

const turnedBack = { status: 'compensating', step: 1 } as const;

function step(id: string, fence: number, more: Partial<SagaAdvance> = {}): SagaAdvance {
  const from = { status: 'running', step: 0 } as const;
  return { id, fence, from, status: 'running', step: 1, state: {}, attempts: 0, ...more };
}

export const sagas: StorePromises = (makeStores) =>
  describe('a saga', () => {
    const fixture = fixtureOfSuite(makeStores);

    it('begins once per caller, operation and key, and is found as it was saved', async () => {
      const store = await fixture().open('orders');
      const start = sagaStart(randomUUID(), {
        state: nastyValue,
        envelope: { ...sagaStart('').envelope, caller: 'x\0' },
      });
      await begin(store, start);
      await expect(begin(store, { ...sagaStart(start.key), id: randomUUID() })).rejects.toMatchObject({
        name: 'StoreConflict',
        kind: 'outcome',
      });
      const { host: _, leaseMs: __, ...saved } = start;
      const record = await store.sagas.find(start);
      expect(record).toEqual({
        ...saved,
        fence: 1,
        startedAt: expect.any(Number),
        cause: undefined,
        result: undefined,
      });
      expect(JSON.stringify(record!.state)).toBe(JSON.stringify(nastyValue));
      expect(Math.abs(record!.startedAt - Date.now())).toBeLessThan(60_000);
      expect(await store.sagas.get(start.id)).toEqual(record);
      expect(await store.sagas.get(randomUUID())).toBeUndefined();
      expect(await store.sagas.find({ ...start, caller: 'carts' })).toBeUndefined();
    });

    it('takes any string as its key', async () => {
      const store = await fixture().open('saga-strings');
      for (const key of nastyStrings) {
        const start = await begin(store, sagaStart(key));
        expect(await store.sagas.find(start)).toMatchObject({ id: start.id, key });
      }
    });

    it('is not claimed while its lease runs; then by one of many, with a new fence', async () => {
      const replicas = [await fixture().open('saga-claims'), await fixture().open('saga-claims')];
      const leased = await begin(replicas[0]!, sagaStart('leased'));
      const free = await begin(replicas[0]!, sagaStart('free', { leaseMs: 0 }));
      const claims = await Promise.all(
        Array.from({ length: 8 }, (_, nr) => replicas[nr % 2]!.sagas.claimDue(`host ${nr}`, 10, 60_000)),
      );
      expect(claims.flat().map((record) => [record.id, record.fence])).toEqual([[free.id, 2]]);
      expect((await replicas[0]!.sagas.get(leased.id))!.fence).toBe(1);
    });

    it('is claimed by no more hosts than there are, as many as asked for', async () => {
      const store = await fixture().open('saga-limit');
      const ids = await Promise.all(
        Array.from({ length: 20 }, async (_, nr) => (await begin(store, sagaStart(`key ${nr}`, { leaseMs: 0 }))).id),
      );
      const claims = await Promise.all(
        Array.from({ length: 4 }, (_, nr) => store.sagas.claimDue(`host ${nr}`, 3, 60_000)),
      );
      for (const claim of claims) expect(claim.length).toBeLessThanOrEqual(3);
      const rest = await store.sagas.claimDue('rest', 100, 60_000);
      const claimed = [...claims.flat(), ...rest].map((record) => record.id);
      expect(claimed.sort()).toEqual(ids.sort());
    });

    it('moves on with the business transaction, or not at all', async () => {
      const store = await fixture().open('orders');
      const { id } = await begin(store, sagaStart(randomUUID()));
      const failed = store.transaction(async (em, effects) => {
        await fixture().write(em, `${id} failed`);
        effects.sagaAdvance = step(id, 1, { step: 5 });
        throw new Error('no');
      });
      await expect(failed).rejects.toThrow('no');
      expect((await store.sagas.get(id))!.step).toBe(0);
      await store.transaction(async (em, effects) => {
        await fixture().write(em, `${id} done`);
        effects.sagaAdvance = step(id, 1, { step: 2, state: { paid: true } });
      });
      expect(await store.sagas.get(id)).toMatchObject({ step: 2, state: { paid: true }, fence: 1 });
      expect(await fixture().notes(store.reader())).toContain(`${id} done`);
      expect(await fixture().notes(store.reader())).not.toContain(`${id} failed`);
    });

    it('is where a write moves on from, or refuses it: one that came late is not made twice, or undone', async () => {
      const store = await fixture().open('saga-places');
      const { id } = await begin(store, sagaStart('key'));
      const move = (nr: number): Promise<void> =>
        store.transaction(async (em, effects) => {
          await fixture().write(em, `${id} ${nr}`);
          effects.sagaAdvance = step(id, 1);
        });
      await move(1);
      await expect(move(2)).rejects.toMatchObject({ name: 'StoreConflict', kind: 'fence' });
      const stays = { status: 'running', step: 0 } as const;
      expect(await store.sagas.advance(step(id, 1, { ...stays, attempts: 1 }))).toBe(false);
      expect(await store.sagas.advance(step(id, 1, { ...turnedBack }))).toBe(false);
      expect(await store.sagas.get(id)).toMatchObject({ status: 'running', step: 1, attempts: 0 });
      expect(await fixture().notes(store.reader())).toEqual([`${id} 1`]);
    });

    it('is moved on again by a repeated write, which changes nothing', async () => {
      const store = await fixture().open('saga-repeats');
      const { id } = await begin(store, sagaStart('key'));
      const write = step(id, 1, { state: { paid: true } });
      expect(await store.sagas.advance(write)).toBe(true);
      const once = await store.sagas.get(id);
      expect(await store.sagas.advance(write)).toBe(true);
      expect(await store.sagas.get(id)).toEqual(once);
    });

    it('refuses the writes of a host from which it was taken', async () => {
      const [before, after] = [await fixture().open('saga-fence'), await fixture().open('saga-fence')];
      const { id } = await begin(before, sagaStart(randomUUID(), { leaseMs: 1 }));
      const [claimed] = await vi.waitFor(async () => {
        const claim = await after.sagas.claimDue('host-b', 1, 60_000);
        expect(claim).toHaveLength(1);
        return claim;
      }, soon);
      const late = before.transaction(async (em, effects) => {
        await fixture().write(em, `${id} late`);
        effects.sagaAdvance = step(id, 1);
      });
      await expect(late).rejects.toMatchObject({ name: 'StoreConflict', kind: 'fence' });
      expect(await fixture().notes(before.reader())).not.toContain(`${id} late`);
      expect(await before.sagas.advance(step(id, 1))).toBe(false);
      expect(await before.sagas.renew([{ id, fence: 1 }], 60_000)).toEqual([]);
      expect(await after.sagas.renew([{ id, fence: claimed!.fence }], 60_000)).toEqual([id]);
      expect(await after.sagas.advance(step(id, claimed!.fence, { step: 3 }))).toBe(true);
      expect((await before.sagas.get(id))!.step).toBe(3);
    });

    it('is renewed together with others, each under its own fence', async () => {
      const store = await fixture().open('saga-leases');
      const ids: string[] = [];
      for (const key of ['a', 'b', 'c']) ids.push((await begin(store, sagaStart(key, { leaseMs: 60_000 }))).id);
      const claims = ids.map((id) => ({ id, fence: 1 }));
      const [first, ...others] = claims;
      const strangers = [
        { ...first!, fence: 2 },
        { id: randomUUID(), fence: 1 },
      ];
      const renewed = await store.sagas.renew([...strangers, ...others], 60_000);
      expect(renewed.toSorted()).toEqual(others.map(({ id }) => id).toSorted());
      expect((await store.sagas.renew(claims, 0)).toSorted()).toEqual(ids.toSorted());
      const taken = await vi.waitFor(async () => {
        const claimed = await store.sagas.claimDue('host-b', 10, 60_000);
        expect(claimed).toHaveLength(3);
        return claimed;
      }, soon);
      expect(taken.map(({ fence }) => fence)).toEqual([2, 2, 2]);
      expect(await store.sagas.renew([], 60_000)).toEqual([]);
    });

    it('is due again when its time has come, and not before', async () => {
      const store = await fixture().open('saga-due');
      const { id } = await begin(store, sagaStart('key'));
      await store.sagas.advance(step(id, 1, { retryInMs: 3_600_000, release: true, attempts: 1 }));
      expect(await store.sagas.claimDue('host', 10, 60_000)).toEqual([]);
      await store.sagas.advance(step(id, 1, { retryInMs: 0, release: true, attempts: 2 }));
      expect(await store.sagas.claimDue('host', 10, 60_000)).toMatchObject([{ id, attempts: 2, fence: 2 }]);
      // Without `release` the lease stays.
      await store.sagas.advance(step(id, 2, { retryInMs: 0 }));
      expect(await store.sagas.claimDue('host', 10, 60_000)).toEqual([]);
    });

    it('that has ended with a fault gives its key back, and only then', async () => {
      const store = await fixture().open('saga-keys');
      const first = await begin(store, sagaStart('key', { leaseMs: 0 }));
      const second = { ...sagaStart('key'), id: randomUUID() };
      const fault = { kind: 'fault', message: 'broke', away: true } as const;
      await store.sagas.advance(step(first.id, 1, { status: 'compensating', cause: fault }));
      await expect(begin(store, second)).rejects.toMatchObject({ kind: 'outcome' });
      await store.sagas.advance(step(first.id, 1, { from: turnedBack, status: 'ended', result: fault }));
      expect(await store.sagas.find(first)).toBeUndefined();
      expect(await store.sagas.get(first.id)).toMatchObject({ key: 'key', status: 'ended', result: fault });
      await begin(store, second);
      expect(await store.sagas.find(first)).toMatchObject({ id: second.id });
      const declared = { kind: 'declared', code: 'OUT_OF_STOCK', data: {} } as const;
      await store.sagas.advance(step(second.id, 1, { status: 'ended', result: declared }));
      expect(await store.sagas.find(first)).toMatchObject({ id: second.id, result: declared });
    });

    it('that has ended keeps its result, and is neither claimed nor moved on', async () => {
      const store = await fixture().open('saga-end');
      const { id } = await begin(store, sagaStart('key', { leaseMs: 0 }));
      const cause = { kind: 'fault', message: 'broke \0' } as const;
      await store.sagas.advance(step(id, 1, { status: 'compensating', cause }));
      const result = { kind: 'declared', code: 'OUT_OF_STOCK', data: nastyValue } as const;
      await store.transaction(async (_em, effects) => {
        effects.sagaAdvance = step(id, 1, { from: turnedBack, status: 'ended', result });
      });
      expect(await store.sagas.get(id)).toMatchObject({ status: 'ended', cause, result });
      expect(await store.sagas.claimDue('host', 10, 60_000)).toEqual([]);
      expect(await store.sagas.advance(step(id, 1))).toBe(false);
      expect(await store.sagas.renew([{ id, fence: 1 }], 1_000)).toEqual([]);
      const again = store.transaction(async (_em, effects) => void (effects.sagaAdvance = step(id, 1)));
      await expect(again).rejects.toMatchObject({ kind: 'fence' });
    });
  });
