import { expect, it, vi } from 'vitest';
import { bankWith, deposit } from '../conformance/fixture/bank.ts';
import { latch, rejection } from '../conformance/fixture/latch.ts';
import { client, tellerWith } from '../conformance/fixture/teller.ts';
import type { ClientCalls } from '../conformance/fixture/teller.ts';
import { testHosts } from '../runtime/fixture/hosts.ts';
import { soon } from '../runtime/fixture/soon.ts';
import { TryingLink, amounts } from '../runtime/fixture/trying-link.ts';

const hosts = testHosts();

it('nothing leaves before its transaction has committed, however long that takes, and nothing of one undone', async () => {
  const link = new TryingLink();
  const released = latch();
  let reached = 0;
  const slow = bankWith({
    deposit: async (entry, context) => {
      if (entry.note === undefined) return deposit(entry, context);
      return context.transaction(async ({ em, publish }) => {
        publish.deposited({ account: entry.account, amount: entry.amount });
        await em.flush();
        reached += 1;
        await released.opened;
        if (entry.note === 'undo') throw new Error('planted: undone');
        return { account: entry.account, balance: 0, echo: entry };
      });
    },
  });
  const host = await hosts.start([client, tellerWith(), slow], { eventLink: link });
  const calls = host.calls<ClientCalls>('client', { deadline: Date.now() + 120_000 });
  const waiting = { timeout: 120_000 };
  const kept = calls.bank.deposit({ account: 'kept', amount: 1, note: 'keep' }, waiting);
  const undone = rejection(calls.bank.deposit({ account: 'undone', amount: 1, note: 'undo' }, waiting));
  await vi.waitFor(() => expect(reached).toBe(2), soon);
  const looks = (): number => host.trouble('bank').used.get('outbox.next') ?? 0;
  /** The first of two looks that begin after now is over, and what it has found is published. */
  const looked = async (): Promise<void> => {
    const before = looks();
    await vi.waitFor(() => expect(looks()).toBeGreaterThanOrEqual(before + 2), soon);
  };
  // The relay is woken by commits of others, and looks by itself once a second.
  for (const amount of [1, 2, 3]) await calls.bank.deposit({ account: 'other', amount });
  await looked();
  expect([...new Set(link.asked.map(({ key }) => key))]).toEqual(['other']);
  released.open();
  await kept;
  await undone;
  await vi.waitFor(() => expect(link.confirmed.some(({ key }) => key === 'kept')).toBe(true), soon);
  await looked();
  expect(amounts(link.asked.filter(({ key }) => key === 'undone'))).toEqual([]);
  await vi.waitFor(async () => expect(await hosts.query('select id from bank.carveout_outbox')).toEqual([]), soon);
});
