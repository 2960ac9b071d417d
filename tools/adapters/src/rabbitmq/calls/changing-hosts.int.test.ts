import { testVhost } from '@carveout/testing/vitest';
import type { Channel, Message } from 'amqplib';
import { afterEach, expect, it, vi } from 'vitest';
import { proxyMaker } from '../fixture/broker-proxy.ts';
import { byHand } from '../fixture/by-hand.ts';
import { eventually } from '../fixture/eventually.ts';
import { call, echo, linkMaker } from '../fixture/links.ts';

const vhost = testVhost();
const links = linkMaker();
const proxies = proxyMaker();
afterEach(() => void vi.restoreAllMocks());

interface Held {
  /** Resolves when the call waits. */
  readonly reached: Promise<void>;
  release(): void;
}

/** Holds the next call of a channel's method for `queue`, before it goes out. */
async function hold(method: 'consume' | 'unbindQueue', queue: string): Promise<Held> {
  const prototype = await byHand(vhost.url, async (channel) => Object.getPrototypeOf(channel) as Channel);
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let held = false;
  const real = prototype[method] as (...args: unknown[]) => Promise<unknown>;
  const wedge = async function (this: Channel, ...args: unknown[]): Promise<unknown> {
    if (args[0] === queue && !held) {
      held = true;
      reached.resolve();
      await released.promise;
    }
    return real.apply(this, args);
  };
  vi.spyOn(prototype, method).mockImplementation(wedge as never);
  return { reached: reached.promise, release: () => released.resolve() };
}

it('takes calls where the last host closed between its binding and its consumer', async () => {
  const [caller, leaving, coming] = [links(vhost.url), links(vhost.url), links(vhost.url)];
  await Promise.all([caller.calls.start(), leaving.calls.start(), coming.calls.start()]);
  const served = await leaving.calls.serve('between', echo);
  const consume = await hold('consume', 'carveout.between.calls');
  const coms = coming.calls.serve('between', echo);
  await consume.reached;
  const closed = served.close();
  await eventually('it is unbound', async () => (await call(caller, 'between', 1)).kind === 'not-sent');
  consume.release();
  await Promise.all([coms, closed]);
  expect(await call(caller, 'between', 2)).toEqual({ kind: 'value', value: 2 });
});

it('takes calls where it came while the last host was unbinding the queue', async () => {
  const [caller, leaving, coming] = [links(vhost.url), links(vhost.url), links(vhost.url)];
  await Promise.all([caller.calls.start(), leaving.calls.start(), coming.calls.start()]);
  const served = await leaving.calls.serve('meanwhile', echo);
  const unbind = await hold('unbindQueue', 'carveout.meanwhile.calls');
  const closed = served.close();
  await unbind.reached;
  await coming.calls.serve('meanwhile', echo);
  unbind.release();
  await closed;
  expect(await call(caller, 'meanwhile', 1)).toEqual({ kind: 'value', value: 1 });
});

it('binds its queue again when somebody has unbound it', async () => {
  const [caller, host] = [links(vhost.url), links(vhost.url, { limits: { consumersMs: 100 } })];
  await Promise.all([caller.calls.start(), host.calls.start()]);
  await host.calls.serve('unbound', echo);
  await byHand(vhost.url, (channel) =>
    channel.unbindQueue('carveout.unbound.calls', 'carveout.unbound.calls', 'calls'),
  );
  await eventually('it answers', async () => (await call(caller, 'unbound', 1)).kind === 'value');
});

it('leaves the queue to the host that goes on where its own consumer is away while it closes', async () => {
  const [caller, staying, leaving] = [links(vhost.url), links(vhost.url), links(vhost.url)];
  await Promise.all([caller.calls.start(), staying.calls.start(), leaving.calls.start()]);
  await staying.calls.serve('both', echo);
  const unbound = vi.fn();
  const prototype = await byHand(vhost.url, async (channel) => Object.getPrototypeOf(channel) as Channel);
  const { consume, unbindQueue } = prototype;
  const channels: Channel[] = [];
  vi.spyOn(prototype, 'consume').mockImplementation(function (this: Channel, ...args) {
    channels.push(this);
    return consume.apply(this, args);
  });
  const served = await leaving.calls.serve('both', echo);
  vi.restoreAllMocks();
  vi.spyOn(prototype, 'unbindQueue').mockImplementation(function (this: Channel, ...args) {
    unbound();
    return unbindQueue.apply(this, args);
  });
  const again = await hold('consume', 'carveout.both.calls');
  // The broker closes a channel on which something is acknowledged that it has not sent.
  channels.at(-1)!.ack({ fields: { deliveryTag: 9_999 } } as Message);
  await again.reached;
  const closed = served.close();
  again.release();
  await closed;
  expect(unbound).not.toHaveBeenCalled();
  expect(await call(caller, 'both', 1)).toEqual({ kind: 'value', value: 1 });
});

it('takes no calls any more where its connection is lost while it closes, and answers those that it runs', async () => {
  const way = await proxies(vhost.url);
  const [caller, leaving] = [links(vhost.url), links(way.url)];
  await Promise.all([caller.calls.start(), leaving.calls.start()]);
  const release = Promise.withResolvers<void>();
  const taken: unknown[] = [];
  const served = await leaving.calls.serve('lost-at-last', async ({ input }) => {
    taken.push(input);
    if (input === 'slow') await release.promise;
    return { kind: 'value', value: input };
  });
  const running = call(caller, 'lost-at-last', 'slow');
  await eventually('the host runs it', () => taken.length === 1);
  const closed = served.close();
  await eventually('it is unbound', async () => (await call(caller, 'lost-at-last', 'late')).kind === 'not-sent');
  const before = taken.length;
  way.refuse(true);
  way.cut();
  await eventually('the host knows', () => leaving.calls.health() !== undefined);
  way.refuse(false);
  await eventually('the host is connected again', () => leaving.calls.health() === undefined);
  expect(await call(caller, 'lost-at-last', 'further')).toMatchObject({ kind: 'not-sent', code: 'CARV-361' });
  expect(taken).toHaveLength(before);
  release.resolve();
  expect(await running).toEqual({ kind: 'value', value: 'slow' });
  await closed;
});
