import type { DeliveryOutcome, EventMessage } from '@carveout/runtime';
import { describe, expect, it, vi } from 'vitest';
import { bankWith } from '../conformance/fixture/bank.ts';
import { latch } from '../conformance/fixture/latch.ts';
import { message, save } from '../conformance/store/samples.ts';
import { earWith, echoWith } from './fixture/ear.ts';
import type { EarParts, EchoCalls } from './fixture/ear.ts';
import { testHosts } from './fixture/hosts.ts';
import type { Host, HostOptions } from './fixture/hosts.ts';
import { soon } from './fixture/soon.ts';

const WRITE_CONNECTIONS = 4;
/** What listeners have of them while nobody else uses any. */
const AT_ONCE = 3;
const hosts = testHosts();
const noted: string[] = [];
const start = (parts: EarParts, write = WRITE_CONNECTIONS, connections: HostOptions['connections'] = {}) =>
  hosts.start([bankWith(), earWith(parts), echoWith((text) => noted.push(text))], {
    connections: { poolSize: { write }, idleInTransactionMs: 120_000, ...connections },
    leaseMs: { relay: 3_000, saga: 3_000 },
  });
const unitOf = (host: Host, module: string) => host.deployment.units.find((unit) => unit.host.name === module)!;
const listenerOf = (host: Host) => unitOf(host, 'ear').listeners[0]!.listener;
const told = (host: Host): unknown[] =>
  host.lines.filter((line) => Number(line['level']) >= 40).map((line) => line['msg']);
let accounts = 0;
/** Events of different keys. */
const deposits = (count: number): EventMessage[] =>
  Array.from({ length: count }, () => {
    const account = `account-${++accounts}`;
    return { ...message(account, { account, amount: 1 }), module: 'bank', event: 'deposited' };
  });
const heard = async (events: readonly EventMessage[]): Promise<number> => {
  const rows = await hosts.query('select text, amount from ear.notes where amount is not null');
  const keys = new Set(events.map(({ key }) => key));
  return rows.filter(({ text }) => keys.has(text as string)).length;
};

/** A listener whose transactions end when the gate is opened; `crowd` says how many there are. */
function gated() {
  const gate = latch();
  const crowd = { now: 0, most: 0 };
  const hear: EarParts['hear'] = ({ account, amount }, { transaction }) =>
    transaction(async ({ em }) => {
      crowd.most = Math.max(crowd.most, ++crowd.now);
      await gate.opened;
      await em.execute('insert into notes (text, amount) values (?, ?)', [account, amount]);
      crowd.now -= 1;
    });
  return { gate, crowd, hear };
}

describe('a backlog of events whose listener is slow', () => {
  it('keeps out neither commands of its module nor its relay nor the leases of its sagas', async () => {
    const { gate, crowd, hear } = gated();
    const [walking, walked] = [latch(), latch()];
    const walk = (): Promise<void> => {
      walking.open();
      return walked.opened;
    };
    const host = await start({ hear, walk });
    const { ear } = host.calls<EchoCalls>('echo');
    const saga = ear.walk({});
    void saga.catch(() => undefined);
    await walking.opened;
    const backlog = deposits(300);
    await save(unitOf(host, 'bank').host.store!, ...backlog);
    await vi.waitFor(() => expect(crowd.now).toBeGreaterThan(1), soon);
    const { used } = host.trouble('ear');
    const leases = ['sagas.renew', 'outbox.acquire'] as const;
    const before = leases.map((method) => used.get(method) ?? 0);
    const texts = Array.from({ length: 20 }, (_, index) => `note-${index}`);
    for (const text of texts) expect(await ear.note({ text }, { key: text })).toEqual({});
    await vi.waitFor(() => expect(noted).toEqual(expect.arrayContaining(texts)), soon);
    await vi.waitFor(
      () => leases.forEach((method, index) => expect(used.get(method)).toBeGreaterThan(before[index]! + 3)),
      soon,
    );
    expect(crowd.now).toBeLessThanOrEqual(AT_ONCE);
    gate.open();
    walked.open();
    expect(await saga).toEqual({});
    await vi.waitFor(async () => expect(await heard(backlog)).toBe(backlog.length), soon);
    expect(crowd.most).toBeLessThanOrEqual(AT_ONCE);
    expect(told(host)).toEqual([]);
  });

  it('is given back by a stop, except for what has begun', async () => {
    const { gate, crowd, hear } = gated();
    const host = await start({ hear });
    const ends: DeliveryOutcome['kind'][] = [];
    const delivered = deposits(10).map((event) =>
      listenerOf(host)
        .deliver(event)
        .then(({ kind }) => ends.push(kind)),
    );
    await vi.waitFor(() => {
      expect(crowd.now).toBeGreaterThan(1);
      expect(listenerOf(host).tries).toEqual({ running: crowd.now, waiting: 10 - crowd.now });
    }, soon);
    listenerOf(host).stop();
    await vi.waitFor(() => expect(ends.length + crowd.now).toBe(10), soon);
    const begun = crowd.now;
    expect(listenerOf(host).tries).toEqual({ running: begun, waiting: 0 });
    expect(begun).toBeLessThanOrEqual(AT_ONCE);
    expect(ends).toEqual(Array(10 - begun).fill('return'));
    gate.open();
    await Promise.all(delivered);
    expect(ends.slice(10 - begun)).toEqual(Array(begun).fill('done'));
    expect(told(host)).toEqual([]);
  });

  it('costs no try, and none of the time of one, while it waits for a connection', async () => {
    const begun = latch();
    let inside = 0;
    const hear: EarParts['hear'] = async ({ account, amount }, { transaction }) => {
      if (++inside === 30) begun.open();
      await begun.opened;
      await transaction(async ({ em }) => {
        await em.execute('select pg_sleep(0.6)');
        await em.execute('insert into notes (text, amount) values (?, ?)', [account, amount]);
      });
    };
    // Ten of them one after another take longer than either, and each is done long before.
    const host = await start({ hear, options: { tries: 1, timeout: 5_000 } }, WRITE_CONNECTIONS, {
      connectWithinMs: 4_000,
    });
    const backlog = deposits(30);
    const ends = await Promise.all(backlog.map((event) => listenerOf(host).deliver(event)));
    expect(ends).toEqual(Array(30).fill({ kind: 'done' }));
    expect(await heard(backlog)).toBe(30);
    expect(told(host)).toEqual([]);
  });

  it('is handled, though as many as there may be at once hang in their transactions', async () => {
    const hung = new Set<string>();
    const hear: EarParts['hear'] = ({ account, amount }, { transaction }) =>
      transaction(async ({ em }) => {
        await em.execute('insert into notes (text, amount) values (?, ?)', [account, amount]);
        if (hung.has(account)) await new Promise(() => undefined);
      });
    const host = await start({ hear, options: { tries: 2, timeout: 60_000 } }, WRITE_CONNECTIONS, {
      idleInTransactionMs: 1_000,
    });
    const [hanging, others] = [deposits(AT_ONCE), deposits(10)];
    for (const { key } of hanging) hung.add(key);
    const ends = await Promise.all([...hanging, ...others].map((event) => listenerOf(host).deliver(event)));
    expect(ends).toEqual(Array(AT_ONCE + 10).fill({ kind: 'done' }));
    expect(await heard(hanging)).toBe(0);
    expect(await heard(others)).toBe(10);
    const set = hanging.map(({ id }) => `'${id}'`).join();
    const letters = await hosts.query(
      `select message, reason from ear.carveout_dead_letters where message in (${set})`,
    );
    expect(letters.map(({ message }) => message).toSorted()).toEqual(hanging.map(({ id }) => id).toSorted());
    expect(letters.map(({ reason }) => reason)).toEqual(
      Array(AT_ONCE).fill(expect.stringContaining('asked nothing of the database for 1000 ms')),
    );
  });

  it('lets one that must be tried alone be alone', async () => {
    const { gate, crowd, hear } = gated();
    const crowds: number[] = [];
    const [suspect, ...others] = deposits(10);
    const host = await start({
      hear: async (payload, context) => {
        if (payload.account === suspect!.key) crowds.push(crowd.now);
        await hear(payload, context);
      },
    });
    const mark = { message: suspect!.id, listener: 'on-deposited' };
    await unitOf(host, 'ear').host.store!.deliveries.begin(mark, 0);
    const listener = listenerOf(host);
    const first = others.slice(0, AT_ONCE).map((event) => listener.deliver(event));
    await vi.waitFor(() => expect(crowd.now).toBeGreaterThan(1), soon);
    const alone = listener.deliver(suspect!, true);
    const behind = others.slice(AT_ONCE).map((event) => listener.deliver(event));
    gate.open();
    expect(await Promise.all([...first, alone, ...behind])).toEqual(Array(10).fill({ kind: 'done' }));
    expect(crowds).toEqual([0]);
    expect(told(host)).toEqual([]);
  });

  it('comes to its end on one connection, though its listener calls the module that it hears, and so causes more', async () => {
    const host = await start(
      {
        hear: async ({ account, amount }, { calls, transaction }) => {
          if (amount < 3) await calls.bank.deposit({ account, amount: amount + 1 });
          await transaction(async ({ em, publish }) => {
            await em.execute('insert into notes (text, amount) values (?, ?)', [account, amount]);
            publish.noted({ text: `${account} ${amount}` });
          });
        },
      },
      1,
    );
    const backlog = deposits(20);
    await save(unitOf(host, 'bank').host.store!, ...backlog);
    const all = backlog.flatMap(({ key }) => [1, 2, 3].map((amount) => `${key} ${amount}`));
    await vi.waitFor(() => expect(noted).toEqual(expect.arrayContaining(all)), soon);
    expect(await heard(backlog)).toBe(all.length);
  });
});
