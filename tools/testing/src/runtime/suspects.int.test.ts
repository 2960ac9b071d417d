import { CarveoutError } from '@carveout/runtime';
import type { Client, DeliveryOutcome, EventMessage, ListenerOptions } from '@carveout/runtime';
import { describe, expect, it, vi } from 'vitest';
import { auditReader, auditWith, write } from '../conformance/fixture/audit.ts';
import type { auditContract } from '../conformance/fixture/audit.ts';
import { bankWith } from '../conformance/fixture/bank.ts';
import { latch } from '../conformance/fixture/latch.ts';
import { message } from '../conformance/store/samples.ts';
import { testHosts } from './fixture/hosts.ts';
import type { Host } from './fixture/hosts.ts';
import { soon } from './fixture/soon.ts';

const hosts = testHosts();
type Run = Parameters<typeof auditWith>[0];
const start = (run?: Run, options?: ListenerOptions): Promise<Host> =>
  hosts.start([auditReader, bankWith(), auditWith(run, options)]);
const unitOf = (host: Host) => host.deployment.units.find((unit) => unit.host.name === 'audit')!;
const storeOf = (host: Host) => unitOf(host).host.store!;
const listenerOf = (host: Host) => unitOf(host).listeners[0]!.listener;
const deliver = (host: Host, event: EventMessage, again = false): Promise<DeliveryOutcome> =>
  listenerOf(host).deliver(event, again);
const markOf = ({ id }: EventMessage) => ({ message: id, listener: 'on-deposited' });
const heard = async (host: Host, account: string): Promise<number[]> =>
  (await host.calls<{ audit: Client<typeof auditContract> }>('reader').audit.heard({ account })).amounts;
const lettersOf = async (host: Host, { id }: EventMessage) =>
  (await storeOf(host).deadLetters.list(1_000)).filter((letter) => letter.message === id);
const used = (host: Host, method: string): number => host.trouble('audit').used.get(method) ?? 0;
let accounts = 0;
const deposited = (amount = 1): EventMessage => {
  const account = `account-${++accounts}`;
  return { ...message(account, { account, amount }), module: 'bank', event: 'deposited' };
};
const away = (): never => {
  throw new CarveoutError({ code: 'CARV-501', title: 'planted' }, 'planted: away', { availability: 'away' });
};

describe('a message that gives no reason for suspicion', () => {
  it('costs no write of its own', async () => {
    const host = await start();
    for (let count = 0; count < 3; count++) expect(await deliver(host, deposited())).toEqual({ kind: 'done' });
    for (const method of ['find', 'begin', 'ended', 'clear']) expect(used(host, `deliveries.${method}`)).toBe(0);
    expect(used(host, 'transaction')).toBe(3);
  });
});

describe('a message that was delivered before', () => {
  it('is counted before it is handled, and cleared when it is', async () => {
    const event = deposited();
    let before: unknown;
    const host = await start(async (payload, context) => {
      before = await storeOf(host).deliveries.find(markOf(event));
      await write(payload, context);
    });
    expect(await deliver(host, event, true)).toEqual({ kind: 'done' });
    expect(before).toMatchObject({ attempts: 1, begun: true, crashes: 0 });
    expect(await storeOf(host).deliveries.find(markOf(event))).toBeUndefined();
    // Handled: it is not even looked at.
    expect(await deliver(host, event, true)).toEqual({ kind: 'done' });
    expect(await heard(host, event.key)).toEqual([1]);
    expect(await storeOf(host).deliveries.find(markOf(event))).toBeUndefined();
  });

  it('keeps the failures of earlier hosts', async () => {
    const event = deposited();
    let tries = 0;
    const broken = (): never => {
      tries++;
      throw new Error('planted: broken');
    };
    const first = await start(broken, { tries: 3 });
    const [counted, goesOn] = [latch(), latch()];
    // It goes no further than to count its first failure.
    first.trouble('audit').after = (method) => {
      if (method !== 'deliveries.ended') return undefined;
      counted.open();
      return goesOn.opened;
    };
    void deliver(first, event);
    await counted.opened;
    expect(await storeOf(first).deliveries.find(markOf(event))).toMatchObject({ failures: 1 });
    listenerOf(first).stop();
    goesOn.open();
    await first.stop();
    const before = tries;
    const second = await start(broken, { tries: 3 });
    expect(await deliver(second, event, true)).toEqual({ kind: 'done' });
    expect(tries).toBe(3);
    expect(before).toBeLessThan(3);
    expect(await lettersOf(second, event)).toMatchObject([{ reason: 'Error: planted: broken', attempts: 3 }]);
  });

  it('is not tried and not counted while the database is away', async () => {
    const event = deposited();
    let tries = 0;
    const host = await start(
      async (payload, context) => {
        tries++;
        await write(payload, context);
      },
      { tries: 1, crashes: 1 },
    );
    let refused = 0;
    host.trouble('audit').before = (method) => {
      if (method.startsWith('deliveries.') && ++refused < 4) away();
    };
    expect(await deliver(host, event, true)).toEqual({ kind: 'done' });
    expect(refused).toBeGreaterThanOrEqual(4);
    expect(tries).toBe(1);
    expect(await lettersOf(host, event)).toEqual([]);
  });
});

describe('a message under which a process has ended', () => {
  it('is tried alone in its process, and those that wait for it go on', async () => {
    const suspect = deposited(13);
    const [first, released] = [latch(), latch()];
    let inside = 0;
    const crowds: number[] = [];
    const host = await start(async (payload, context) => {
      inside++;
      try {
        if (payload.amount === 7) {
          first.open();
          await released.opened;
        }
        await write(payload, context);
        if (payload.amount === 13) crowds.push(inside);
      } finally {
        inside--;
      }
    });
    await storeOf(host).deliveries.begin(markOf(suspect), 0);
    const looked = latch();
    host.trouble('audit').after = (method) => (method === 'deliveries.find' ? void looked.open() : undefined);
    const before = deliver(host, deposited(7));
    await first.opened;
    const alone = deliver(host, suspect, true);
    await looked.opened;
    // The answer is on its way, and with it the suspect's place in the line.
    await new Promise(setImmediate);
    const behind = Array.from({ length: 5 }, () => deliver(host, deposited()));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([inside, crowds]).toEqual([1, []]);
    released.open();
    expect(await Promise.all([before, alone, ...behind])).toEqual(Array(7).fill({ kind: 'done' }));
    expect(crowds).toEqual([1]);
    expect(await storeOf(host).deliveries.find(markOf(suspect))).toBeUndefined();
  });

  it('is set aside without a try when that has happened too often, with what went wrong before', async () => {
    const event = deposited();
    let tries = 0;
    const host = await start(() => void tries++, { crashes: 2 });
    await storeOf(host).deliveries.ended(markOf(event), 'Error: out of paper');
    await storeOf(host).deliveries.begin(markOf(event), 2);
    expect(await deliver(host, event, true)).toEqual({ kind: 'done' });
    expect(tries).toBe(0);
    expect(await lettersOf(host, event)).toMatchObject([
      { reason: expect.stringMatching(/^CARV-422: .* 2 times .*; before that: Error: out of paper$/), attempts: 2 },
    ]);
  });

  it('is cleared of it by a try that fails while the process lives', async () => {
    const event = deposited();
    let tries = 0;
    const host = await start(
      async (payload, context) => {
        if (++tries < 3) throw new Error('planted: broken');
        await write(payload, context);
      },
      { crashes: 2 },
    );
    await storeOf(host).deliveries.begin(markOf(event), 1);
    expect(await deliver(host, event, true)).toEqual({ kind: 'done' });
    expect(await heard(host, event.key)).toEqual([1]);
    expect(await lettersOf(host, event)).toEqual([]);
  });

  it('is not blamed for the end of a host that was told to stop', async () => {
    const event = deposited();
    const begun = latch();
    const host = await start(() => {
      begun.open();
      return Promise.withResolvers<never>().promise;
    });
    await storeOf(host).deliveries.begin(markOf(event), 1);
    void deliver(host, event, true);
    await begun.opened;
    expect(await storeOf(host).deliveries.find(markOf(event))).toMatchObject({ begun: true, crashes: 2 });
    listenerOf(host).stop();
    await vi.waitFor(
      async () =>
        expect(await storeOf(host).deliveries.find(markOf(event))).toMatchObject({ begun: false, crashes: 0 }),
      soon,
    );
  });

  it('is held where its listener says so, and tried again only when it is let go', async () => {
    const [event, behind] = [deposited(), deposited()];
    let tries = 0;
    const host = await start(
      async (payload, context) => {
        tries++;
        await write(payload, context);
      },
      { hold: true, crashes: 1 },
    );
    await storeOf(host).deliveries.begin(markOf(event), 1);
    const held = deliver(host, event, true);
    const waits = deliver(host, { ...behind, key: event.key });
    await vi.waitFor(async () => expect(await lettersOf(host, event)).toMatchObject([{ state: 'held' }]), soon);
    expect(await deliver(host, deposited())).toEqual({ kind: 'done' });
    expect(tries).toBe(1);
    await storeOf(host).deadLetters.replay({ message: event.id });
    expect(await Promise.all([held, waits])).toEqual([{ kind: 'done' }, { kind: 'done' }]);
    expect(tries).toBe(3);
    expect(await lettersOf(host, event)).toEqual([]);
  });
});

describe('setting aside', () => {
  const broken = (): never => {
    throw new Error('planted: broken');
  };

  it('waits for the database, and keeps letter and mark or neither', async () => {
    const event = deposited();
    const host = await start(broken, { tries: 1 });
    let [isAway, refused] = [true, 0];
    host.trouble('audit').before = (method) => {
      if (method !== 'transaction' || !isAway) return;
      refused += 1;
      away();
    };
    const delivered = deliver(host, event);
    await vi.waitFor(() => expect(refused).toBeGreaterThan(1), soon);
    expect(await lettersOf(host, event)).toEqual([]);
    expect(await storeOf(host).isHandled(markOf(event))).toBe(false);
    isAway = false;
    expect(await delivered).toEqual({ kind: 'done' });
    expect(await lettersOf(host, event)).toHaveLength(1);
    expect(await storeOf(host).isHandled(markOf(event))).toBe(true);
  });

  it('whose answer is lost is not made twice, and comes to the same', async () => {
    const event = deposited();
    const host = await start(broken, { tries: 1 });
    let lost = 0;
    host.trouble('audit').afterCommit = () => {
      if (lost++ === 0)
        throw new CarveoutError({ code: 'CARV-504', title: 'planted' }, 'planted: lost', { availability: 'unknown' });
    };
    expect(await deliver(host, event)).toEqual({ kind: 'done' });
    expect(await lettersOf(host, event)).toHaveLength(1);
    expect(await deliver(host, event, true)).toEqual({ kind: 'done' });
    expect(await lettersOf(host, event)).toMatchObject([{ state: 'set-aside' }]);
  });

  it('gives the message back when the host stops before it is saved', async () => {
    const event = deposited();
    const host = await start(broken, { tries: 1 });
    host.trouble('audit').before = (method) => {
      if (method === 'transaction') away();
    };
    const delivered = deliver(host, event);
    await vi.waitFor(() => expect(used(host, 'transaction')).toBeGreaterThan(0), soon);
    listenerOf(host).stop();
    expect(await delivered).toEqual({ kind: 'return' });
    expect(await storeOf(host).isHandled(markOf(event))).toBe(false);
  });
});
