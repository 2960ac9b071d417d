import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { auditReader, auditWith } from '../conformance/fixture/audit.ts';
import type { auditContract } from '../conformance/fixture/audit.ts';
import { bankWith, deposit } from '../conformance/fixture/bank.ts';
import { latch } from '../conformance/fixture/latch.ts';
import { client, tellerWith } from '../conformance/fixture/teller.ts';
import type { ClientCalls } from '../conformance/fixture/teller.ts';
import type { Client, EventMessage } from '@carveout/runtime';
import { testHosts } from './fixture/hosts.ts';
import type { Host } from './fixture/hosts.ts';
import { soon } from './fixture/soon.ts';
import { TryingLink, amounts } from './fixture/trying-link.ts';

const hosts = testHosts();
/** Longer than a host stands still on a busy machine: nobody takes anything over by its end. */
const leaseMs = { relay: 60_000 };
/** Where one is to run out. */
const short = { relay: 1_500 };
const modules = [client, tellerWith(), bankWith()];

let accounts = 0;
const newAccount = (): string => `account-${++accounts}`;
const pay = (host: Host, account: string, amount: number): Promise<unknown> =>
  host.calls<ClientCalls>('client').bank.deposit({ account, amount });
/** A bank whose deposit of an amount publishes so many events, in one transaction. */
const generous = bankWith({
  deposit: async (entry, { transaction }) =>
    transaction(({ publish }) => {
      for (let amount = 1; amount <= entry.amount; amount++) publish.deposited({ account: entry.account, amount });
      return { account: entry.account, balance: 0, echo: entry };
    }),
});
const of = (account: string, messages: readonly EventMessage[]): EventMessage[] =>
  messages.filter((message) => message.key === account);
const started = async (link: TryingLink, lease = leaseMs): Promise<Host> =>
  hosts.start(modules, { eventLink: link, leaseMs: lease });
const leftOf = (keys: readonly string[]): Promise<unknown[]> =>
  hosts.query(`select id from bank.carveout_outbox where key in (${keys.map((key) => `'${key}'`).join()})`);

describe('two relays of one outbox', () => {
  it('one of them publishes what both commit, and the other is quiet', async () => {
    const [here, there] = [new TryingLink(), new TryingLink()];
    const first = await started(here);
    await vi.waitFor(() => expect(first.trouble('bank').used.get('outbox.next')).toBeGreaterThan(0), soon);
    const second = await started(there);
    const account = newAccount();
    for (let amount = 1; amount <= 10; amount++) await pay(amount % 2 === 0 ? first : second, account, amount);
    await vi.waitFor(() => expect(amounts(of(account, here.confirmed))).toHaveLength(10), soon);
    expect(amounts(of(account, here.confirmed))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

    // It looks for the lease once a second, however much it has committed.
    const { used } = second.trouble('bank');
    const [before, began] = [used.get('outbox.acquire')!, performance.now()];
    await sleep(500);
    const looks = Math.ceil((performance.now() - began) / 1_000) + 1;
    expect(used.get('outbox.acquire')! - before).toBeLessThanOrEqual(looks);
    expect(there.asked).toEqual([]);
  });

  it('the other takes over when the first one stops', async () => {
    const [here, there] = [new TryingLink(), new TryingLink()];
    const long = { leaseMs: { relay: 600_000 } };
    const first = await hosts.start(modules, { eventLink: here, ...long });
    const account = newAccount();
    await pay(first, account, 1);
    await vi.waitFor(() => expect(amounts(of(account, here.confirmed))).toEqual([1]), soon);
    const second = await hosts.start(modules, { eventLink: there, ...long });
    await first.stop();
    await pay(second, account, 2);
    await vi.waitFor(() => expect(amounts(of(account, there.confirmed))).toEqual([2]), soon);
    await second.stop(60_000);
  });

  it('the first one stops only when what is on its way is confirmed and marked: the other does not publish it again', async () => {
    const [here, there] = [new TryingLink(), new TryingLink()];
    const confirmed = latch();
    here.publish = async (message) => {
      here.asked.push(message);
      await confirmed.opened;
    };
    const first = await started(here);
    const account = newAccount();
    await pay(first, account, 1);
    await vi.waitFor(() => expect(amounts(of(account, here.asked))).toEqual([1]), soon);
    const stopped = first.stop(60_000);
    await sleep(300);
    confirmed.open();
    await stopped;
    const second = await started(there);
    await pay(second, account, 2);
    await vi.waitFor(() => expect(amounts(of(account, there.confirmed))).toContain(2), soon);
    expect(amounts(of(account, there.asked))).toEqual([2]);
  });

  it('the other takes over when the first one stands still, with what it had not got confirmed', async () => {
    const [here, there] = [new TryingLink(), new TryingLink()];
    here.fate = () => 'silence';
    const first = await started(here, short);
    const account = newAccount();
    await pay(first, account, 1);
    await vi.waitFor(() => expect(amounts(of(account, here.asked))).toEqual([1]), soon);
    first.freeze();
    const second = await started(there, short);
    await pay(second, account, 2);
    await vi.waitFor(() => expect(amounts(of(account, there.confirmed))).toEqual([1, 2]), soon);
    expect(of(account, there.confirmed)[0]).toEqual(of(account, here.asked)[0]);
  });
});

describe('a publish that is not confirmed', () => {
  it('is made again under the same id, nothing of its key overtakes it, and other keys go on', async () => {
    const link = new TryingLink();
    const [stuck, free] = [newAccount(), newAccount()];
    let broken = true;
    link.fate = (message) => (broken && message.key === stuck ? 'refuse' : 'confirm');
    const host = await started(link);
    for (const amount of [1, 2, 3]) await pay(host, stuck, amount);
    for (const amount of [1, 2, 3]) await pay(host, free, amount);
    await vi.waitFor(() => expect(amounts(of(free, link.confirmed))).toEqual([1, 2, 3]), soon);
    broken = false;
    await pay(host, stuck, 4);
    await vi.waitFor(() => expect(amounts(of(stuck, link.confirmed))).toEqual([1, 2, 3, 4]), soon);
    const ids = new Map(of(stuck, link.asked).map((message) => [message.id, message.payload]));
    expect(ids.size).toBe(4);
    await vi.waitFor(async () => expect(await leftOf([stuck, free])).toEqual([]), soon);
  });

  it('does not let its successors by, when they are read with it and would be confirmed', async () => {
    const link = new TryingLink();
    const account = newAccount();
    link.fate = (message) => (amounts([message])[0] === 1 && of(account, link.asked).length < 4 ? 'refuse' : 'confirm');
    const host = await hosts.start([client, tellerWith(), generous], { eventLink: link, leaseMs });
    await pay(host, account, 3);
    await vi.waitFor(() => expect(amounts(of(account, link.confirmed))).toEqual([1, 2, 3]), soon);
    expect(amounts(of(account, link.asked))).toEqual([1, 1, 1, 1, 2, 3]);
    // One line for the key, not one a try.
    expect(host.lines.filter((line) => line['key'] === account)).toHaveLength(1);
  });

  it('is told about in one line a second, however many keys have one', async () => {
    const link = new TryingLink();
    link.fate = () => 'refuse';
    const host = await started(link);
    const keys = Array.from({ length: 40 }, () => newAccount());
    const keysIn = (messages: readonly EventMessage[]): Set<string> =>
      new Set(messages.map(({ key }) => key).filter((key) => keys.includes(key)));
    const began = performance.now();
    await Promise.all(keys.map((key) => pay(host, key, 1)));
    await vi.waitFor(() => expect(keysIn(link.asked)).toEqual(new Set(keys)), soon);
    const told = host.lines.filter((line) => 'othersSince' in line).length;
    const seconds = (performance.now() - began) / 1_000;
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThanOrEqual(Math.floor(seconds) + 1);
    link.fate = () => 'confirm';
    await vi.waitFor(() => expect(keysIn(link.confirmed)).toEqual(new Set(keys)), soon);
  });

  it.each(['refuse', 'silence'] as const)('does not hide other keys behind its many rows: %s', async (fate) => {
    const link = new TryingLink();
    const [stuck, free] = [newAccount(), newAccount()];
    link.fate = (message) => (message.key === stuck ? fate : 'confirm');
    const host = await hosts.start([client, tellerWith(), generous], { eventLink: link, leaseMs });
    // More than are in flight, or read, at once.
    await pay(host, stuck, 2_600);
    await pay(host, free, 3);
    await vi.waitFor(() => expect(amounts(of(free, link.confirmed))).toEqual([1, 2, 3]), soon);
    expect(new Set(amounts(of(stuck, link.asked)))).toEqual(new Set([1]));
  });

  it('empties an outbox of a few keys with very many rows, in order', async () => {
    const link = new TryingLink();
    const keys = [newAccount(), newAccount()];
    const host = await hosts.start([client, tellerWith(), generous], { eventLink: link, leaseMs });
    for (const key of keys) await pay(host, key, 2_600);
    await vi.waitFor(async () => expect(await leftOf(keys)).toEqual([]), soon);
    for (const key of keys)
      expect(amounts(of(key, link.asked))).toEqual(Array.from({ length: 2_600 }, (_, index) => index + 1));
  });
});

describe('a relay', () => {
  it('publishes nothing that it has read under a lease which has ended meanwhile', async () => {
    const [here, there] = [new TryingLink(), new TryingLink()];
    const first = await started(here, short);
    const account = newAccount();
    const trouble = first.trouble('bank');
    trouble.before = (method) => {
      if (method === 'outbox.next') throw new Error('planted: not yet');
    };
    await pay(first, account, 1);
    const [read, late] = [latch(), latch()];
    trouble.after = (method) => {
      if (method !== 'outbox.next') return undefined;
      trouble.after = undefined;
      read.open();
      return late.opened;
    };
    trouble.before = undefined;
    await read.opened;
    await started(there, short);
    await vi.waitFor(() => expect(amounts(of(account, there.confirmed))).toEqual([1]), soon);
    const looks = trouble.used.get('outbox.acquire')!;
    late.open();
    await vi.waitFor(() => expect(trouble.used.get('outbox.acquire')).toBeGreaterThan(looks), soon);
    expect(here.asked).toEqual([]);
  });

  it('looks into the outbox for a commit, and not for a confirmation', async () => {
    const link = new TryingLink();
    const host = await started(link);
    const { used } = host.trouble('bank');
    await vi.waitFor(() => expect(used.get('outbox.next')).toBeGreaterThan(0), soon);
    const [before, began] = [used.get('outbox.next')!, performance.now()];
    const account = newAccount();
    for (let nr = 1; nr <= 5; nr++) {
      await pay(host, account, nr);
      await vi.waitFor(() => expect(of(account, link.confirmed)).toHaveLength(nr), soon);
      await sleep(50);
    }
    const polls = Math.ceil((performance.now() - began) / 1_000);
    // The database tells of a commit, too.
    expect(used.get('outbox.next')! - before).toBeLessThanOrEqual(2 * 5 + polls);
  });
});

describe('events of one process, without a broker', () => {
  const heard = async (host: Host, account: string): Promise<number[]> =>
    (await host.calls<{ audit: Client<typeof auditContract> }>('reader').audit.heard({ account })).amounts;

  it('are delivered after a restart when the process died between commit and publish', async () => {
    const account = newAccount();
    const silent = new TryingLink();
    silent.fate = () => 'silence';
    const first = await hosts.start([...modules, auditReader, auditWith()], { eventLink: silent, leaseMs: short });
    for (const amount of [1, 2, 3]) await pay(first, account, amount);
    first.freeze();
    const second = await hosts.start([...modules, auditReader, auditWith()], { leaseMs: short });
    await vi.waitFor(async () => expect(await heard(second, account)).toEqual([1, 2, 3]), soon);
  });

  it('are not lost when they are committed while the process stops', async () => {
    const account = newAccount();
    const [reached, released] = [latch(), latch()];
    const slow = bankWith({
      deposit: async (entry, context) => {
        reached.open();
        await released.opened;
        return deposit(entry, context);
      },
    });
    const first = await hosts.start([client, tellerWith(), slow, auditReader, auditWith()], { leaseMs });
    const paid = pay(first, account, 7);
    await reached.opened;
    const stopped = first.stop(60_000);
    // Its listeners take nothing more by now.
    await sleep(100);
    released.open();
    await paid;
    await stopped;
    const second = await hosts.start([...modules, auditReader, auditWith()], { leaseMs });
    await vi.waitFor(async () => expect(await heard(second, account)).toEqual([7]), soon);
  });
});
