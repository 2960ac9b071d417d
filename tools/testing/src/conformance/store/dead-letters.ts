import type { DeadLetter, EventMessage, InboxMark, Store } from '@carveout/runtime';
import { describe, expect, it } from 'vitest';
import { fixtureOfSuite } from './fixture-of-suite.ts';
import { letter, message, nastyStrings, nastyValue } from './samples.ts';
import type { StorePromises } from './store-fixture.ts';

const setAside = (store: Store, deadLetter: DeadLetter): Promise<void> =>
  store.transaction(async (_em, effects) => {
    const { message, listener } = deadLetter;
    Object.assign(effects, { inbox: { message, listener, suspect: true }, deadLetter });
  });
const handle = (store: Store, { message, listener }: InboxMark): Promise<void> =>
  store.transaction(async (_em, effects) => void (effects.inbox = { message, listener, suspect: true }));
const found = async (store: Store, { message, listener }: InboxMark) =>
  (await store.deadLetters.list(1_000)).find((one) => one.message === message && one.listener === listener);

export const deadLetters: StorePromises = (makeStores) =>
  describe('dead letters', () => {
    const fixture = fixtureOfSuite(makeStores);

    it('are kept with their inbox mark or not at all, and counted tries go', async () => {
      const store = await fixture().open('orders');
      const [kept, undone] = [letter(message('k'), 'l'), letter(message('k'), 'l')];
      await store.deliveries.begin(kept, 3);
      const before = Date.now();
      await setAside(store, { ...kept, firstAt: 1_700_000_000_123 });
      const { id, event, version, key, at } = kept.content as ReturnType<typeof message>;
      expect(await found(store, kept)).toEqual({
        ...{ id: `orders.l.${id}`, message: id, listener: 'l', state: 'set-aside', reason: 'no good' },
        ...{ event: `orders.${event}.v${version}`, key, origin: kept.origin, attempts: 5, replays: 0 },
        ...{ recordedAt: at, firstAt: 1_700_000_000_123, setAsideAt: expect.any(Number) },
      });
      expect(Math.abs((await found(store, kept))!.setAsideAt - before)).toBeLessThan(30_000);
      expect(await store.isHandled(kept)).toBe(true);
      expect(await store.deliveries.find(kept)).toBeUndefined();

      await handle(store, undone);
      await expect(setAside(store, undone)).rejects.toMatchObject({ kind: 'inbox' });
      expect(await found(store, undone)).toBeUndefined();
      await expect(setAside(store, kept)).rejects.toMatchObject({ kind: 'inbox' });
    });

    it('hold any reason, event, and what is no event', async () => {
      const store = await fixture().open('carts');
      const letters = nastyStrings.map((text) => letter(message(text, nastyValue), 'l', text));
      for (const one of letters) await setAside(store, one);
      const raw = { message: 'sha256-1', listener: 'unknown', content: { encoding: 'base64', body: 'AAE=' } } as const;
      await setAside(store, { ...letters[0]!, ...raw });
      expect(await found(store, raw)).toMatchObject({ event: undefined, key: undefined, recordedAt: undefined });
      expect(await store.deadLetters.replay({})).toEqual({ replaying: letters.length, unreadable: 1 });
      const events = (await store.deadLetters.claimReplays(100, 60_000)).map(({ event }) => event);
      expect(events).toHaveLength(letters.length);
      for (const { content } of letters) expect(events).toContainEqual(content);
      expect(await found(store, raw)).toMatchObject({ state: 'set-aside', replays: 0 });
      expect(await store.isHandled(raw)).toBe(true);
    });

    it('lose their mark when they are replayed, are taken by one host at a time, and go when they are handled', async () => {
      const [here, there] = [await fixture().open('shipping'), await fixture().open('shipping')];
      const one = letter(message('k'), 'l');
      await setAside(here, one);
      expect(await here.deadLetters.replay({ message: 'another' })).toEqual({ replaying: 0, unreadable: 0 });
      expect(await here.deadLetters.replay({ message: one.message, listener: 'another' })).toMatchObject({
        replaying: 0,
      });
      expect(await here.isHandled(one)).toBe(true);
      expect(await here.deadLetters.replay({ message: one.message })).toEqual({ replaying: 1, unreadable: 0 });
      expect(await here.isHandled(one)).toBe(false);
      expect(await found(here, one)).toMatchObject({ state: 'replaying', replays: 1 });

      const claims = await Promise.all([here, there].map((store) => store.deadLetters.claimReplays(10, 60_000)));
      const first = { listener: 'l', event: one.content as EventMessage, replays: 1 };
      expect(claims.flat()).toEqual([first]);
      // The host that took it has died, and its lease runs out.
      await here.deadLetters.replay({});
      expect(await there.deadLetters.claimReplays(10, 0)).toHaveLength(1);
      const second = await here.deadLetters.claimReplays(10, 60_000);
      expect(second).toEqual([{ ...first, replays: 2 }]);
      // Of the replay before: whoever made it is late.
      await there.deadLetters.sent(first);
      expect(await found(here, one)).toMatchObject({ state: 'replaying' });
      await here.deadLetters.sent(second[0]!);
      expect(await found(here, one)).toMatchObject({ state: 'sent', replays: 2 });
      expect(await here.deadLetters.claimReplays(10, 0)).toEqual([]);

      await setAside(here, { ...one, reason: 'again' });
      expect(await found(here, one)).toMatchObject({ state: 'set-aside', reason: 'again', replays: 2 });
      await here.deadLetters.sent(second[0]!);
      expect(await found(here, one)).toMatchObject({ state: 'set-aside' });
      await here.deadLetters.replay({});
      await handle(here, one);
      expect(await found(here, one)).toBeUndefined();
      expect(await here.deadLetters.replay({})).toEqual({ replaying: 0, unreadable: 0 });
      expect(await here.isHandled(one)).toBe(true);
    });

    it('whose message is handled by another delivery than the replay are not replayed again, and go', async () => {
      const store = await fixture().open('parcels');
      const byOther = (mark: InboxMark): Promise<void> =>
        store.transaction(async (_em, effects) => {
          effects.inbox = { message: mark.message, listener: mark.listener };
        });
      const [again, comes, waits] = [letter(message('k'), 'l'), letter(message('k'), 'l'), letter(message('k'), 'l')];
      for (const one of [again, comes, waits]) await setAside(store, one);
      // Only a replay takes a mark away: what is set aside is not forgotten.
      await store.deliveries.clear(waits);
      expect(await found(store, waits)).toMatchObject({ state: 'set-aside' });
      expect(await store.deadLetters.replay({})).toMatchObject({ replaying: 3 });
      for (const replay of await store.deadLetters.claimReplays(10, 60_000)) await store.deadLetters.sent(replay);
      await byOther(again);
      await byOther(comes);
      // The replay comes, and finds it handled; the others have not come yet.
      await store.deliveries.clear(comes);
      expect(await found(store, comes)).toBeUndefined();
      await store.deliveries.clear(waits);
      expect(await found(store, waits)).toMatchObject({ state: 'sent' });
      expect(await store.deadLetters.replay({})).toMatchObject({ replaying: 1 });
      expect(await found(store, again)).toBeUndefined();
      expect(await found(store, waits)).toMatchObject({ state: 'replaying', replays: 2 });
      expect([await store.isHandled(again), await store.isHandled(comes)]).toEqual([true, true]);
      expect(await store.isHandled(waits)).toBe(false);
    });

    it('that are set aside again while they are replayed have lost that mark, too, or are not replayed', async () => {
      const [host, operator] = [await fixture().open('returns'), await fixture().open('returns')];
      for (let round = 1; round <= 150; round++) {
        const one = letter(message('k'), 'l');
        await setAside(host, one);
        const replay = (): Promise<unknown> => operator.deadLetters.replay({ message: one.message });
        await replay();
        // Some of them wait for each other: each has begun before it is known what became of the letter.
        await Promise.all([replay(), replay(), setAside(host, one), replay(), replay(), replay()]);
        const { state } = (await found(host, one))!;
        expect({ round, state, handled: await host.isHandled(one) }).toEqual(
          state === 'replaying' ? { round, state, handled: false } : { round, state: 'set-aside', handled: true },
        );
      }
    });

    it('are taken in the order in which their events were recorded', async () => {
      const store = await fixture().open('payments');
      const letters = [30, 10, 20].map((at) => letter({ ...message('k'), at }, `l${at % 20}`));
      for (const one of letters) await setAside(store, one);
      await store.deadLetters.replay({ listener: 'l10' });
      await store.deadLetters.replay({ listener: 'l0' });
      const claimed = await store.deadLetters.claimReplays(2, 60_000);
      expect(claimed.map(({ event }) => event.at)).toEqual([10, 20]);
      expect((await store.deadLetters.claimReplays(2, 60_000)).map(({ event }) => event.at)).toEqual([30]);
    });

    it('that are held have no mark; let go, nothing of them is left but the message', async () => {
      const store = await fixture().open('catalog');
      const one = letter(message('k'), 'l');
      await store.deadLetters.hold(one);
      await store.deadLetters.hold({ ...one, reason: 'still' });
      await store.deliveries.begin(one, 3);
      expect(await found(store, one)).toMatchObject({ state: 'held', reason: 'still' });
      expect(await store.isHandled(one)).toBe(false);
      expect(await store.deadLetters.replay({ message: one.message })).toEqual({ replaying: 1, unreadable: 0 });
      expect(await found(store, one)).toBeUndefined();
      expect(await store.deliveries.find(one)).toBeUndefined();
      expect(await store.deadLetters.claimReplays(10, 0)).toEqual([]);
    });

    it('are measured', async () => {
      const store = await fixture().open('currencies');
      expect((await store.sizes()).deadLetters).toEqual({ rows: 0, oldestMs: 0 });
      await setAside(store, { ...letter(message('k'), 'l'), firstAt: Date.now() - 100_000 });
      await setAside(store, letter(message('k'), 'l'));
      const { deadLetters, inboxRows, outcomeRows } = await store.sizes();
      expect(deadLetters.rows).toBe(2);
      expect(deadLetters.oldestMs).toBeGreaterThan(60_000);
      for (const estimate of [inboxRows, outcomeRows]) expect(estimate).toBeGreaterThanOrEqual(0);
    });
  });
