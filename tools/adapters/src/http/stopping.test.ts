import type { CallReply } from '@carveout/runtime';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { eventually } from '../rabbitmq/fixture/eventually.ts';
import { call, echo, linkMaker, send } from './fixture/links.ts';
import type { LinkOptions } from './fixture/links.ts';

const { link, registry } = linkMaker();

async function callerAndHost(options: LinkOptions = {}) {
  const host = await link();
  registry().set('stock', [host.instance()]);
  return { host, caller: await link(options) };
}

/** Calls that the host has begun, and holds. */
async function held(options: LinkOptions = {}) {
  const { caller, host } = await callerAndHost(options);
  const release = Promise.withResolvers<void>();
  let taken = 0;
  const served = await host.calls.serve('stock', async ({ input }) => {
    taken += 1;
    await (input === 'never' ? new Promise(() => undefined) : release.promise);
    return { kind: 'value', value: input };
  });
  const begin = async (input: unknown): Promise<Promise<CallReply>[]> => {
    const replies = [call(caller, 'stock', input)];
    const before = taken;
    await eventually('the host has it', () => taken > before);
    return replies;
  };
  return { caller, host, served, release, begin };
}

describe('a module that closes', () => {
  it('answers what it has taken, and takes no more', async () => {
    const { caller, served, release, begin } = await held();
    const [running] = await begin('a');
    let closed = false;
    const closing = served.close().then(() => (closed = true));
    expect(await call(caller, 'stock', 'b')).toMatchObject({ kind: 'not-sent', code: 'CARV-433' });
    expect(closed).toBe(false);
    release.resolve();
    await closing;
    expect(await running).toEqual({ kind: 'value', value: 'a' });
  });

  it('gives way to the next one', async () => {
    const { caller, host } = await callerAndHost();
    const served = await host.calls.serve('stock', echo);
    expect(await call(caller, 'stock', 1)).toEqual({ kind: 'value', value: 1 });
    await served.close();
    expect(await call(caller, 'stock', 1)).toMatchObject({ kind: 'not-sent' });
    await host.calls.serve('stock', echo);
    expect(await call(caller, 'stock', 2)).toEqual({ kind: 'value', value: 2 });
  });
});

describe('a host that stops', () => {
  it('answers what it has taken, refuses the rest, and ends its connections', async () => {
    const { caller, host, release, begin } = await held();
    const [running] = await begin('a');
    const stopped = host.calls.stop(10_000);
    expect(await call(caller, 'stock', 'b')).toMatchObject({ kind: 'not-sent', code: 'CARV-433' });
    release.resolve();
    expect(await running).toEqual({ kind: 'value', value: 'a' });
    await stopped;
    expect(host.calls.health()).toBeDefined();
  });

  it('breaks off what does not end in the time that it has; its caller does not know', async () => {
    const { host, begin } = await held();
    const [running] = await begin('never');
    await host.calls.stop(100);
    expect(await running).toMatchObject({ kind: 'outcome-unknown', code: 'CARV-434' });
  });

  it('lets handlers that still run make their calls', async () => {
    const { host, caller } = await callerAndHost();
    await caller.calls.serve('prices', echo);
    registry().set('prices', [caller.instance()]);
    const go = Promise.withResolvers<void>();
    let begun = false;
    await host.calls.serve('stock', async () => {
      begun = true;
      await go.promise;
      return call(host, 'prices', 'nested');
    });
    const running = call(caller, 'stock', 1);
    await eventually('it runs', () => begun);
    const stopped = host.calls.stop(10_000);
    go.resolve();
    expect(await running).toEqual({ kind: 'value', value: 'nested' });
    await stopped;
  });

  it('sends callers to others, without one call lost', async () => {
    const [one, other] = [await link(), await link()];
    for (const host of [one, other]) await host.calls.serve('stock', echo);
    registry().set('stock', [one.instance(), other.instance()]);
    const caller = await link();
    const replies: Promise<CallReply>[] = [];
    const traffic = setInterval(() => replies.push(call(caller, 'stock', 1)), 2);
    await eventually('there is traffic', () => replies.length > 20);
    // It is not tried again while it breaks its last connections, however long that takes.
    const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
    onTestFinished(() => now.mockRestore());
    await one.calls.stop(30_000);
    const before = replies.length;
    await eventually('there is more', () => replies.length > before + 20);
    clearInterval(traffic);
    for (const reply of await Promise.all(replies)) expect(reply).toEqual({ kind: 'value', value: 1 });
  });
});

describe('a caller that stops', () => {
  it('lets calls in flight settle, and refuses new ones', async () => {
    const { caller, release, begin } = await held({ limits: { connections: 1 } });
    const [settles] = await begin('settles');
    const waiting = send(caller, 'stock', 'waits for a connection');
    const stopped = caller.calls.stop(30_000);
    expect(await call(caller, 'stock', 'new')).toMatchObject({ kind: 'not-sent', code: 'CARV-314' });
    release.resolve();
    expect(await settles).toEqual({ kind: 'value', value: 'settles' });
    expect((await waiting.answer).kind).toBe('value');
    await stopped;
  });

  it('reports what does not settle in the time that it has', async () => {
    const { caller, begin } = await held();
    const [never] = await begin('never');
    await caller.calls.stop(100);
    expect(await never).toMatchObject({ kind: 'outcome-unknown', code: 'CARV-434' });
  });

  it('reports what was never sent as not sent', async () => {
    const { caller, begin } = await held({ limits: { connections: 1 } });
    const [never] = await begin('never');
    const waiting = send(caller, 'stock', 1);
    await caller.calls.stop(50);
    expect(await never).toMatchObject({ kind: 'outcome-unknown' });
    expect(waiting.settled).toBe(true);
    expect(await waiting.answer).toMatchObject({ kind: 'not-sent', code: 'CARV-314' });
  });
});

describe('a caller that has enough', () => {
  it('refuses more than callsInFlight, and takes new ones when some have settled', async () => {
    const { caller, release, begin } = await held({ limits: { callsInFlight: 3 } });
    await begin('a');
    const pending = [send(caller, 'stock', 'b'), send(caller, 'stock', 'c'), send(caller, 'stock', 'd')];
    expect(await pending[2]!.answer).toMatchObject({ kind: 'not-sent', code: 'CARV-437', after: 100 });
    // A deadline passes for one of them.
    pending[0]!.reply({ kind: 'outcome-unknown', code: 'CARV-305', message: 'deadline' });
    release.resolve();
    await eventually('there is room', async () => (await call(caller, 'stock', 'e')).kind === 'value');
    expect((await pending[1]!.answer).kind).toBe('value');
  });

  it('refuses what would wait beyond bufferedBytes', async () => {
    const { caller, release, begin } = await held({ limits: { bufferedBytes: 10_000, connections: 1 } });
    const [first] = await begin('a');
    const waiting = send(caller, 'stock', 'x'.repeat(11_000));
    expect(await call(caller, 'stock', 'y')).toMatchObject({ kind: 'not-sent', code: 'CARV-437' });
    release.resolve();
    expect((await waiting.answer).kind).toBe('value');
    expect((await first!).kind).toBe('value');
    expect((await call(caller, 'stock', 'z')).kind).toBe('value');
  });

  it('does not send before it is started', async () => {
    const { createHttpLink } = await import('./index.ts');
    const { directory } = await link();
    const { Networks } = await import('@carveout/runtime/discovery');
    const { silent } = await import('./fixture/links.ts');
    const options = { directory, networks: new Networks(), host: '127.0.0.1', port: 0, ready: () => true };
    const idle = createHttpLink({ ...options, production: false, log: silent });
    expect(await call(idle, 'stock', 1)).toMatchObject({ kind: 'not-sent', code: 'CARV-438' });
    expect(() => idle.port()).toThrow('not started');
  });
});
