import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { MOST_EVENT_BYTES, OUTBOX_LOOK_BYTES } from '@carveout/runtime';
import type { EventMessage } from '@carveout/runtime';
import { describe, expect, it, vi } from 'vitest';
import { fixtureOfSuite } from './fixture-of-suite.ts';
import { gate } from './gate.ts';
import { message, nastyStrings, nastyValue, nobody, save } from './samples.ts';
import type { StorePromises } from './store-fixture.ts';

const patient = { timeout: 20_000, interval: 50 };

export const outbox: StorePromises = (makeStores) =>
  describe('the outbox', () => {
    const fixture = fixtureOfSuite(makeStores);

    it('hands out the oldest first, as many as asked for, without those in flight', async () => {
      const store = await fixture().open('outbox-next');
      const saved = [...(await save(store, message('a'), message('b'))), ...(await save(store, message('a')))];
      const first = (await store.outbox.next(2, nobody, nobody)).messages;
      expect(first).toEqual(saved.slice(0, 2));
      const inFlight = new Set(first.map((one) => one.id));
      expect((await store.outbox.next(2, inFlight, nobody)).messages).toEqual(saved.slice(2));
      expect((await store.outbox.next(2, new Set([...inFlight, 'an id it never gave']), nobody)).messages).toEqual(
        saved.slice(2),
      );
    });

    it('leaves out keys that are busy, however many rows they have', async () => {
      const store = await fixture().open('outbox-busy');
      const keys = [...nastyStrings, 'stuck'];
      await save(store, ...keys.flatMap((key) => [message(key), message(key), message(key)]));
      const [free] = await save(store, message('free'));
      expect((await store.outbox.next(2, nobody, new Set(keys))).messages).toEqual([free]);
      expect((await store.outbox.next(2, new Set([free!.id]), new Set(keys))).messages).toEqual([]);
      expect((await store.outbox.next(100, nobody, new Set(['stuck', 'unknown']))).messages).toHaveLength(
        3 * keys.length - 2,
      );
    });

    it('forgets what was sent, also for another replica', async () => {
      const [store, replica] = [await fixture().open('outbox-sent'), await fixture().open('outbox-sent')];
      const saved = await save(store, ...Array.from({ length: 5 }, () => message('k')));
      await store.outbox.next(10, nobody, nobody);
      await store.outbox.sent(saved.slice(0, 2).map((one) => one.id));
      await replica.outbox.sent([saved[2]!.id]); // which never asked for it
      expect((await store.outbox.next(10, nobody, nobody)).messages).toEqual(saved.slice(3));
      expect((await replica.outbox.next(10, nobody, nobody)).messages).toEqual(saved.slice(3));
      await store.outbox.sent([]);
    });

    it('gives back messages as they were saved', async () => {
      const store = await fixture().open('outbox-values');
      const saved = await save(
        store,
        message('value', nastyValue),
        message('nothing', undefined),
        ...nastyStrings.map((key) => message(key, { key })),
      );
      const read = (await store.outbox.next(100, nobody, nobody)).messages;
      expect(read).toEqual(saved);
      expect(JSON.stringify(read)).toBe(JSON.stringify(saved));
    });

    it('does not skip the row of a slow transaction that commits after later ones were sent', async () => {
      const store = await fixture().open('outbox-slow');
      const slow = message('k');
      const door = gate();
      const late = store.transaction(async (em, effects) => {
        await fixture().write(em, 'slow');
        effects.outbox.push(slow);
        door.reach();
        await door.opened;
      });
      await door.reached;
      const [quick] = await save(store, message('k'));
      expect((await store.outbox.next(10, nobody, nobody)).messages).toEqual([quick]);
      await store.outbox.sent([quick!.id]);
      door.open();
      await late;
      expect((await store.outbox.next(10, nobody, nobody)).messages).toEqual([slow]);
    });

    it('never shows an event of a key before one of the same key that it has shown: commit order', async () => {
      const replicas = [await fixture().open('outbox-order'), await fixture().open('outbox-order')];
      // No more than there are connections to write with: none waits for one longer than it may.
      let next = 0;
      const write = async (): Promise<void> => {
        for (let nr = next++; nr < 150; nr = next++)
          await save(replicas[nr % 2]!, message('same', nr), message(`own ${nr}`));
      };
      const writing = Promise.all(Array.from({ length: 12 }, write));
      let done = false;
      void writing.finally(() => (done = true)).catch(() => undefined);
      let shown: string[] = [];
      for (let last = false; ; last = done) {
        const now = (await replicas[0]!.outbox.next(1_000, nobody, nobody)).messages;
        const ids = now.filter((one) => one.key === 'same').map((one) => one.id);
        expect(ids.slice(0, shown.length)).toEqual(shown);
        shown = ids;
        if (last) break;
      }
      await writing;
      expect(shown).toHaveLength(150);
    });

    it('survives transactions whose keys cross, and those with very many', async () => {
      const store = await fixture().open('outbox-crossing');
      const keys = Array.from({ length: 250 }, (_, nr) => `key ${nr}`);
      await Promise.all([
        ...Array.from({ length: 20 }, (_, nr) =>
          save(store, ...(nr % 2 === 0 ? ['a', 'b', 'c'] : ['c', 'b', 'a']).map((key) => message(key))),
        ),
        save(store, ...keys.map((key) => message(key))),
        save(store, ...[...keys].reverse().map((key) => message(key))),
      ]);
      expect(await store.outbox.lag()).toMatchObject({ rows: 20 * 3 + 500 });
    });

    it('refuses an event that is too large for a link, and saves nothing of its transaction', async () => {
      const store = await fixture().open('outbox-large');
      const room = MOST_EVENT_BYTES - Buffer.byteLength(JSON.stringify(message('k', '')));
      const [fits] = await save(store, message('k', 'x'.repeat(room)));
      for (const more of [[], [message('small')]]) {
        const attempt = store.transaction(async (em, effects) => {
          await fixture().write(em, 'with a large event');
          // Two bytes each.
          effects.outbox.push(message('k', 'ü'.repeat(room / 2 + 1)), ...more);
        });
        await expect(attempt).rejects.toMatchObject({ code: 'CARV-421' });
      }
      expect((await store.outbox.next(10, nobody, nobody)).messages).toEqual([fits]);
      expect(await fixture().notes(store.reader())).not.toContain('with a large event');
    });

    it('hands out some MiB at once, but always one, and tells that there is more', async () => {
      const store = await fixture().open('outbox-bytes');
      const saved: EventMessage[] = [];
      for (let nr = 0; nr < 20; nr++) saved.push(...(await save(store, message('k', 'ü'.repeat(490_000)))));
      const held = new Set<string>();
      for (const more of [true, true, false]) {
        const look = await store.outbox.next(1_000, held, nobody);
        expect(look.messages).toEqual(saved.slice(held.size, held.size + (more ? 8 : 4)));
        expect(look.more).toBe(more);
        expect(look.bytes).toEqual(look.messages.map((one) => Buffer.byteLength(JSON.stringify(one))));
        expect(look.bytes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(OUTBOX_LOOK_BYTES);
        for (const { id } of look.messages) held.add(id);
      }
      expect(await store.outbox.next(1_000, held, nobody)).toEqual({ messages: [], bytes: [], more: false });
      expect(await store.outbox.next(1, nobody, nobody)).toMatchObject({ messages: [saved[0]], more: true });
    });

    it('has one relay at a time, until it gives the lease back or the lease runs out', async () => {
      const [one, two] = [await fixture().open('outbox-lease'), await fixture().open('outbox-lease')];
      const claims = await Promise.all([one.outbox.acquire('one', 60_000), two.outbox.acquire('two', 60_000)]);
      expect(claims.filter(Boolean)).toHaveLength(1);
      const [holder, other] = claims[0] ? ([one, 'one'] as const) : ([two, 'two'] as const);
      const [waiting, name] = claims[0] ? ([two, 'two'] as const) : ([one, 'one'] as const);
      expect(await holder.outbox.acquire(other, 60_000)).toBe(true); // stays it
      expect(await waiting.outbox.acquire(name, 60_000)).toBe(false);
      await waiting.outbox.release(name); // not its to give back
      expect(await waiting.outbox.acquire(name, 60_000)).toBe(false);
      await holder.outbox.release(other);
      expect(await waiting.outbox.acquire(name, 1)).toBe(true);
      await vi.waitFor(async () => expect(await holder.outbox.acquire(other, 60_000)).toBe(true), patient);
    });

    it('wakes at once in the process of the commit, and in that of the relay', async () => {
      const [here, relay] = [await fixture().open('outbox-wake'), await fixture().open('outbox-wake')];
      const woken = { here: vi.fn<() => void>(), relay: vi.fn<() => void>() };
      here.outbox.onCommit(woken.here);
      relay.outbox.onCommit(woken.relay);
      await here.transaction(async (em) => fixture().write(em, randomUUID()));
      expect(woken.here).not.toHaveBeenCalled(); // nothing to relay
      await save(here, message('k'));
      expect(woken.here).toHaveBeenCalledTimes(1);
      expect(await relay.outbox.acquire('relay', 60_000)).toBe(true);
      // It listens from some moment on, and may be woken by that moment as well: so more than once.
      for (let nr = 0; nr < 3; nr++) {
        await vi.waitFor(async () => {
          woken.relay.mockClear();
          await save(here, message('k'));
          await sleep(100);
          expect(woken.relay).toHaveBeenCalled();
        }, patient);
      }
    });

    it('knows how much is waiting and for how long', async () => {
      const store = await fixture().open('outbox-lag');
      expect(await store.outbox.lag()).toEqual({ rows: 0, oldestMs: 0 });
      await save(store, message('k'), message('k'));
      await sleep(20);
      const { rows, oldestMs } = await store.outbox.lag();
      expect(rows).toBe(2);
      expect(oldestMs).toBeGreaterThanOrEqual(20);
      expect(oldestMs).toBeLessThan(60_000);
    });
  });
