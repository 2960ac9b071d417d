import { expect, it, vi } from 'vitest';
import { bankWith, deposit } from '../conformance/fixture/bank.ts';
import { latch } from '../conformance/fixture/latch.ts';
import { client, tellerWith } from '../conformance/fixture/teller.ts';
import type { ClientCalls } from '../conformance/fixture/teller.ts';
import { testHosts } from '../runtime/fixture/hosts.ts';
import { soon } from '../runtime/fixture/soon.ts';
import { TryingLink, amounts } from '../runtime/fixture/trying-link.ts';

const hosts = testHosts();
/** Fewer than a store has connections to write with: others commit meanwhile. */
const LATE = 6;

it('publishes the row of a transaction that began first and committed last, for each of many', async () => {
  const link = new TryingLink();
  const released = latch();
  let begun = 0;
  const slow = bankWith({
    deposit: async (entry, context) => {
      if (entry.note === undefined) return deposit(entry, context);
      return context.transaction(async ({ em, publish }) => {
        publish.deposited({ account: entry.account, amount: entry.amount });
        // A number of the table that the outbox's rows have is taken and never used: a gap.
        await em.execute(`select nextval(pg_get_serial_sequence('carveout_outbox', 'position'))`);
        begun += 1;
        await released.opened;
        return { account: entry.account, balance: 0, echo: entry };
      });
    },
  });
  const host = await hosts.start([client, tellerWith(), slow], { eventLink: link });
  const calls = host.calls<ClientCalls>('client', { deadline: Date.now() + 25_000 });
  const late = Array.from({ length: LATE }, (_, nr) =>
    calls.bank.deposit({ account: `late-${nr}`, amount: 1, note: 'late' }, { timeout: 20_000 }),
  );
  await vi.waitFor(() => expect(begun).toBe(LATE), soon);
  for (const amount of [1, 2, 3, 4, 5]) await calls.bank.deposit({ account: 'quick', amount });
  await vi.waitFor(async () => expect(await hosts.query('select id from bank.carveout_outbox')).toEqual([]), soon);
  expect(amounts(link.confirmed)).toEqual([1, 2, 3, 4, 5]);
  released.open();
  await Promise.all(late);
  await vi.waitFor(() => expect(link.confirmed).toHaveLength(LATE + 5), soon);
  expect(new Set(link.confirmed.map(({ key }) => key)).size).toBe(LATE + 1);
});
