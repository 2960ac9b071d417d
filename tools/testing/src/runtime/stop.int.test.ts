import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@carveout/runtime';
import { describe, expect, it, vi } from 'vitest';
import { auditReader, auditWith, write } from '../conformance/fixture/audit.ts';
import type { auditContract } from '../conformance/fixture/audit.ts';
import { bankWith, deposit } from '../conformance/fixture/bank.ts';
import { latch, rejection } from '../conformance/fixture/latch.ts';
import { client, tellerWith } from '../conformance/fixture/teller.ts';
import { steps, tourWith, travellerModule } from '../conformance/fixture/tour.ts';
import type { ClientCalls } from '../conformance/fixture/teller.ts';
import { testHosts } from './fixture/hosts.ts';
import { soon } from './fixture/soon.ts';
import { bookAgain, callsOf } from './fixture/tours.ts';
import { TryingLink } from './fixture/trying-link.ts';

const hosts = testHosts();
let accounts = 0;
const newAccount = (): string => `account-${++accounts}`;

/** A bank whose deposits wait in the middle, and say when they have come there. */
function slowBank() {
  const [reached, released] = [latch(), latch()];
  const bank = bankWith({
    deposit: async (entry, context) => {
      reached.open();
      await released.opened;
      return deposit(entry, context);
    },
  });
  return { bank, reached, released };
}

describe('the stop of a deployment', () => {
  it('lets calls in flight end, their nested calls too, and refuses new ones', async () => {
    const account = newAccount();
    const { bank, reached, released } = slowBank();
    const host = await hosts.start([client, tellerWith(), bank]);
    const calls = host.calls<ClientCalls>('client');
    // The teller calls the bank twice: the second of these calls is made while the process stops.
    const relayed = calls.teller.relay({ account, times: 2 });
    await reached.opened;
    const stopped = host.stop(60_000);
    expect(host.deployment.ready()).toBe(false);
    expect(() => host.calls('client')).toThrow(expect.objectContaining({ kind: 'not-sent', code: 'CARV-314' }));
    const fromOutside = host.deployment.call(
      bank.parts.contract.operations['balance']!,
      { account },
      {
        principal: undefined,
        key: undefined,
        correlation: 'c',
        deadline: Date.now() + 20_000,
      },
    );
    expect(await rejection(fromOutside)).toMatchObject({ kind: 'not-sent', code: 'CARV-314' });
    released.open();
    expect(await relayed).toEqual({ balances: [1, 2] });
    await stopped;
    expect(await rejection(calls.bank.balance({ account }))).toMatchObject({ kind: 'not-sent' });
  });

  it('is bounded when a handler hangs, and tells that handler by its signal', async () => {
    const account = newAccount();
    const halted = latch();
    const running = latch();
    const host = await hosts.start([
      client,
      tellerWith(),
      bankWith({
        deposit: (_entry, { signal }) => {
          running.open();
          signal.addEventListener('abort', () => halted.open());
          return Promise.withResolvers<never>().promise;
        },
      }),
    ]);
    const asked = host
      .calls<ClientCalls>('client', { deadline: Date.now() + 60_000 })
      .bank.deposit({ account, amount: 1 }, { timeout: 60_000 });
    void asked.catch(() => undefined);
    await running.opened;
    const began = performance.now();
    await host.stop(1_000);
    // Far below the call's own deadline.
    expect(performance.now() - began).toBeLessThan(20_000);
    await halted.opened;
    expect(host.deployment.health()['process']).toEqual({ state: 'stopped' });
  });

  it('begins sagas for as long as calls come in', async () => {
    const closed = latch();
    const link = new TryingLink();
    link.subscribe = () => Promise.resolve({ close: () => closed.opened });
    const modules = [client, tellerWith(), bankWith(), auditReader, auditWith(write)];
    const tour = tourWith([steps.first, bookAgain]);
    const host = await hosts.start([...modules, travellerModule, tour], { eventLink: link });
    const calls = callsOf(host);
    const stopped = host.stop(60_000);
    // Without anything to wait for, the hosts of sagas would be done by now.
    await sleep(500);
    expect(await calls.tour.book({ tour: 'late', from: newAccount(), to: newAccount() })).toMatchObject({ total: 10 });
    closed.open();
    await stopped;
  });

  it('gives back what listeners have not begun, and waits for what they have', async () => {
    const account = newAccount();
    const [reached, released] = [latch(), latch()];
    let tries = 0;
    const audit = auditWith(async (payload, context) => {
      if (payload.amount === 1) {
        tries++;
        reached.open();
        await released.opened;
      }
      await write(payload, context);
    });
    const host = await hosts.start([client, tellerWith(), bankWith(), auditReader, audit]);
    const calls = host.calls<ClientCalls>('client');
    for (const amount of [1, 2]) await calls.bank.deposit({ account, amount });
    await reached.opened;
    const stopped = host.stop(60_000);
    released.open();
    await stopped;
    const amounts = await hosts.query(`select amount from audit.heard where account = '${account}'`);
    expect(amounts).toEqual([{ amount: 1 }]);

    const next = await hosts.start([client, tellerWith(), bankWith(), auditReader, audit]);
    const reader = next.calls<{ audit: Client<typeof auditContract> }>('reader');
    await vi.waitFor(async () => expect((await reader.audit.heard({ account })).amounts).toEqual([1, 2]), soon);
    expect(tries).toBe(1);
  });

  it('comes by itself after a start that failed, and may be asked for again', async () => {
    const link = new TryingLink();
    link.start = () => Promise.reject(new Error('planted: no broker'));
    const host = hosts.make([client, tellerWith(), bankWith()], { eventLink: link });
    await expect(host.deployment.start()).rejects.toThrow('planted: no broker');
    expect(host.deployment.health()['stores']).toEqual({ bank: 'stopped' });
    await host.stop();
  });
});
