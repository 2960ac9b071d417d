import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { bankWith } from '../conformance/fixture/bank.ts';
import { latch } from '../conformance/fixture/latch.ts';
import { client, tellerWith } from '../conformance/fixture/teller.ts';
import type { ClientCalls } from '../conformance/fixture/teller.ts';
import type { TourStep } from '../conformance/fixture/tour.ts';
import { testHosts } from '../runtime/fixture/hosts.ts';
import { soon } from '../runtime/fixture/soon.ts';
import { bookAgain, callsOf, testTours } from '../runtime/fixture/tours.ts';
import { TryingLink, amounts } from '../runtime/fixture/trying-link.ts';

const hosts = testHosts();
const tours = testTours();

it('a relay that starts leaves alone what another one is sending, for as long as that takes', async () => {
  const leaseMs = { relay: 1_000 };
  const [here, there] = [new TryingLink(), new TryingLink()];
  here.fate = () => 'silence';
  const modules = [client, tellerWith(), bankWith()];
  const first = await hosts.start(modules, { eventLink: here, leaseMs });
  await first.calls<ClientCalls>('client').bank.deposit({ account: 'a', amount: 1 });
  await vi.waitFor(() => expect(amounts(here.asked)).toEqual([1]), soon);
  await hosts.start(modules, { eventLink: there, leaseMs });
  await sleep(3 * leaseMs.relay);
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
  const lease = { saga: 8_000 };
  const first = await tours.start([slow], lease);
  const asked = callsOf(first).tour.book(wanted, { key: wanted.tour, timeout: 20_000 });
  await reached.opened;
  await tours.start([slow], lease);
  await sleep(2_000);
  released.open();
  await asked;
  expect(runs).toBe(1);
  expect(await tours.bookings(wanted.tour)).toBe(1);
});
