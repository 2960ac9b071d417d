import { setImmediate as turnEnd, setTimeout as sleep } from 'node:timers/promises';
import type { CallReply } from '@carveout/runtime';
import { describe, expect, it, vi } from 'vitest';
import { eventually } from '../rabbitmq/fixture/eventually.ts';
import { BATCH_CALLS } from '../wire/limits.ts';
import { whatCallsCarry } from '../wire/fixture/what-calls-carry.ts';
import { call, linkMaker } from './fixture/links.ts';
import type { LinkOptions, TestLink } from './fixture/links.ts';

const { link, registry } = linkMaker();

async function callerAndHost(options: LinkOptions = {}) {
  const host = await link(options);
  registry().set('stock', [host.instance()]);
  const caller = await link(options);
  return { caller, host };
}

const valuesOf = (replies: readonly CallReply[]): unknown[] =>
  replies.map((reply) => (reply.kind === 'value' ? reply.value : reply));

/** How often was asked where a module is. */
function countLooks({ directory }: TestLink): () => number {
  const members = vi.spyOn(directory, 'members');
  return () => members.mock.calls.length;
}

whatCallsCarry('CARV-436', callerAndHost);

describe('calls of one turn', () => {
  it('are answered each by its own, in whatever order they end', async () => {
    const { caller, host } = await callerAndHost();
    const slow = Promise.withResolvers<void>();
    await host.calls.serve('stock', async ({ input }) => {
      if (input === 'slow') await slow.promise;
      if (input === 'broken') throw new Error('broken');
      return { kind: 'value', value: input };
    });
    const late = call(caller, 'stock', 'slow');
    const others = await Promise.all(['a', 'broken', 'b'].map((input) => call(caller, 'stock', input)));
    expect(others.map(({ kind }) => kind)).toEqual(['value', 'fault', 'value']);
    slow.resolve();
    expect(await late).toEqual({ kind: 'value', value: 'slow' });
  });

  it('are spread over the instances', async () => {
    const [one, other] = [await link(), await link()];
    registry().set('stock', [one.instance(), other.instance()]);
    const caller = await link();
    const taken = [0, 0];
    await one.calls.serve('stock', async () => ({ kind: 'value', value: (taken[0]! += 1) }));
    await other.calls.serve('stock', async () => ({ kind: 'value', value: (taken[1]! += 1) }));
    await Promise.all(Array.from({ length: 40 }, () => call(caller, 'stock', 1)));
    expect(Math.min(...taken)).toBeGreaterThan(0);
    expect(taken[0]! + taken[1]!).toBe(40);
  });

  it('are not looked at anew with each call while all connections have slow calls, and go when one is free', async () => {
    const { caller, host } = await callerAndHost({ limits: { connections: 1 } });
    const release = Promise.withResolvers<void>();
    await host.calls.serve('stock', async ({ input }) => {
      if (input === 'slow') await release.promise;
      return { kind: 'value', value: input };
    });
    const slow = call(caller, 'stock', 'slow');
    const looks = countLooks(caller);
    const turns = 500;
    const waiting: Promise<CallReply>[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      waiting.push(call(caller, 'stock', turn));
      await new Promise((resolve) => setImmediate(resolve));
    }
    // What remains are the looks four times a second.
    expect(looks()).toBeLessThan(turns / 2);
    release.resolve();
    expect(valuesOf(await Promise.all([slow, ...waiting]))).toEqual(['slow', ...waiting.keys()]);
  });

  it.each([
    [1, 1],
    [2, 4 * BATCH_CALLS],
  ])(
    'wait in turns for %i connections to an instance whose other module is slow and has always %i calls to do',
    async (connections, busyWith) => {
      const { caller, host } = await callerAndHost({ limits: { connections } });
      registry().set('prices', [host.instance()]);
      await host.calls.serve('prices', async () => ({ kind: 'value', value: 'quick' }));
      let isOver = false;
      const busy: Promise<CallReply>[] = [];
      const ask = (): void => void busy.push(call(caller, 'stock', 1));
      // Another one waits before this one is answered.
      await host.calls.serve('stock', async () => {
        if (!isOver) ask();
        await sleep(50);
        return { kind: 'value', value: 'slow' };
      });
      for (let calls = 0; calls < busyWith; calls += 1) ask();
      await eventually('others wait', () => busy.length > 2 * busyWith);
      const answer = await call(caller, 'prices', 1, 10_000);
      isOver = true;
      await Promise.all(busy);
      expect(answer).toEqual({ kind: 'value', value: 'quick' });
    },
  );

  it('that waited for a connection are not passed by a full batch that comes when it gets free', async () => {
    const { caller, host } = await callerAndHost({ limits: { connections: 2 } });
    registry().set('prices', [host.instance()]);
    const release = Promise.withResolvers<void>();
    let taken = 0;
    await host.calls.serve('prices', async () => ({ kind: 'value', value: 'quick' }));
    await host.calls.serve('stock', async ({ input }) => {
      taken += 1;
      if (input !== 'first') await new Promise(() => undefined);
      await release.promise;
      return { kind: 'value', value: input };
    });
    const first = call(caller, 'stock', 'first');
    await eventually('the host has it', () => taken === 1);
    void call(caller, 'stock', 'hangs');
    await eventually('the host has it', () => taken === 2);
    const waiting = call(caller, 'prices', 1, 10_000);
    void call(caller, 'stock', 'waits, too');
    await turnEnd();
    release.resolve();
    await first;
    for (let calls = 0; calls < BATCH_CALLS; calls += 1) void call(caller, 'stock', 'hangs');
    expect(await waiting).toEqual({ kind: 'value', value: 'quick' });
  });

  it('wait for a connection where all have slow calls, and lose nothing', async () => {
    const { caller, host } = await callerAndHost({ limits: { connections: 2 } });
    const release = Promise.withResolvers<void>();
    let taken = 0;
    await host.calls.serve('stock', async ({ input }) => {
      taken += 1;
      if (input === 'slow') await release.promise;
      return { kind: 'value', value: input };
    });
    const slow: Promise<CallReply>[] = [];
    for (let turn = 1; turn <= 2; turn += 1) {
      slow.push(call(caller, 'stock', 'slow'));
      await eventually('the host has it', () => taken === turn);
    }
    const waiting = Array.from({ length: 100 }, (_, index) => call(caller, 'stock', index));
    // Still settled by their deadline, as not sent.
    expect(await call(caller, 'stock', 'late', 50)).toMatchObject({ kind: 'not-sent' });
    expect(taken).toBe(2);
    release.resolve();
    expect(valuesOf(await Promise.all(waiting))).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect(valuesOf(await Promise.all(slow))).toEqual(['slow', 'slow']);
    expect(taken).toBe(102);
  });
});
