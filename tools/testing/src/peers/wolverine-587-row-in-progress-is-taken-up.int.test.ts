import { expect, it, vi } from 'vitest';
import { bankWith } from '../conformance/fixture/bank.ts';
import { latch } from '../conformance/fixture/latch.ts';
import { client, tellerWith } from '../conformance/fixture/teller.ts';
import type { ClientCalls } from '../conformance/fixture/teller.ts';
import type { TourStep } from '../conformance/fixture/tour.ts';
import { testHosts } from '../runtime/fixture/hosts.ts';
import type { Host } from '../runtime/fixture/hosts.ts';
import { soon } from '../runtime/fixture/soon.ts';
import { BOOK_MS, bookAgain, callsOf, testTours } from '../runtime/fixture/tours.ts';
import { TryingLink, amounts } from '../runtime/fixture/trying-link.ts';

const hosts = testHosts();
const tours = testTours();

it('a relay that starts leaves alone what another one is sending, for as long as that takes', async () => {
  // It is renewed three times within it: a host that stands still for a moment does not lose it.
  const leaseMs = { relay: 15_000 };
  const [here, there] = [new TryingLink(), new TryingLink()];
  here.fate = () => 'silence';
  const modules = [client, tellerWith(), bankWith()];
  const first = await hosts.start(modules, { eventLink: here, leaseMs });
  await first.calls<ClientCalls>('client').bank.deposit({ account: 'a', amount: 1 });
  await vi.waitFor(() => expect(amounts(here.asked)).toEqual([1]), soon);
  const second = await hosts.start(modules, { eventLink: there, leaseMs });
  const asked = (host: Host): number => host.trouble('bank').used.get('outbox.acquire') ?? 0;
  // A whole lease, and three renewals beyond it; the second one has asked for it as often.
  const wanted = asked(first) + 6;
  await vi.waitFor(() => expect(asked(first)).toBeGreaterThanOrEqual(wanted), soon);
  await vi.waitFor(() => expect(asked(second)).toBeGreaterThanOrEqual(6), soon);
  expect(there.asked).toEqual([]);
  expect(amounts(here.asked)).toEqual([1]);
});

it('a host that starts leaves alone the saga step that another one is running', async () => {
  const wanted = tours.trip();
  const [reached, released] = [latch(), latch()];
  let runs = 0;
  const slow: TourStep = {
    ...bookAgain,
    run: async (state, context) => {
      runs += 1;
      reached.open();
      await released.opened;
      return bookAgain.run(state, context);
    },
  };
  const lease = { saga: 60_000 };
  const first = await tours.start([slow], lease);
  const asked = callsOf(first).tour.book(wanted, { key: wanted.tour, timeout: BOOK_MS });
  await reached.opened;
  const second = await tours.start([slow], lease);
  // It looks for sagas to take over at its start, and once a second.
  await vi.waitFor(() => expect(second.trouble('tour').used.get('sagas.claimDue')).toBeGreaterThan(2), soon);
  released.open();
  await asked;
  expect(runs).toBe(1);
  expect(await tours.bookings(wanted.tour)).toBe(1);
});
