import type { CallReply } from '@carveout/runtime';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { eventually } from '../rabbitmq/fixture/eventually.ts';
import { certificates } from '@carveout/runtime/testing/certificates';
import { call, instanceAt, linkMaker, send } from './fixture/links.ts';
import type { LinkOptions, TestLink } from './fixture/links.ts';
import { answerOf, closedPort, rawHosts } from './fixture/raw-host.ts';
import type { RawHost } from './fixture/raw-host.ts';

const { link, registry } = linkMaker();
const rawHost = rawHosts();

const REFUSES = answerOf('', { status: 503, headers: 'Carveout-Refused: CARV-314\r\n' });

/** A host of `stock` that answers its name. */
async function named(name: string, options: LinkOptions = {}): Promise<TestLink & { readonly taken: () => number }> {
  const host = await link(options);
  let taken = 0;
  await host.calls.serve('stock', async () => ((taken += 1), { kind: 'value', value: name }));
  return { ...host, taken: () => taken };
}

const value = (name: string): CallReply => ({ kind: 'value', value: name });
const refusing = (): Promise<RawHost> => rawHost({ asked: (socket) => socket.write(REFUSES) });
const full = (): Promise<RawHost> => rawHost({ asked: (socket) => socket.write(REFUSES.replace('314', '312')) });

/** Calls in one turn after the other, until `done`. */
async function callUntil(caller: TestLink, done: () => boolean): Promise<CallReply[]> {
  const replies: CallReply[] = [];
  while (!done()) replies.push(await call(caller, 'stock', 1));
  return replies;
}

describe('an instance that does not take a call', () => {
  it('is tried once, and the call goes to another one, within the same call', async () => {
    const [bad, good] = [await refusing(), await named('good')];
    registry().set('stock', [instanceAt(bad.port), good.instance()]);
    const caller = await link();
    const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
    onTestFinished(() => now.mockRestore());
    // The choice is by chance: until it has fallen on the bad one.
    const replies = await callUntil(caller, () => bad.requests.length > 0);
    for (const reply of replies) expect(reply).toEqual(value('good'));
    expect(bad.requests.length).toBe(1);
    expect(good.taken()).toBe(replies.length);
    // It is left alone for a while, in which the clock stands still.
    for (let turn = 0; turn < 10; turn += 1) expect(await call(caller, 'stock', 1)).toEqual(value('good'));
    expect(bad.requests.length).toBe(1);
  });

  it('is each of them in turn, until all have been tried', async () => {
    const bad = await Promise.all([refusing(), refusing(), refusing()]);
    registry().set(
      'stock',
      bad.map(({ port }) => instanceAt(port)),
    );
    const caller = await link();
    expect(await call(caller, 'stock', 1)).toMatchObject({ kind: 'not-sent', code: 'CARV-433' });
    expect(bad.map(({ requests }) => requests.length)).toEqual([1, 1, 1]);
  });

  it('is followed by one more where it is full, and by no third one, so that work does not go round', async () => {
    const bad = await Promise.all([full(), full(), full(), full()]);
    registry().set(
      'stock',
      bad.map(({ port }) => instanceAt(port)),
    );
    const caller = await link();
    expect(await call(caller, 'stock', 1)).toMatchObject({ kind: 'not-sent', code: 'CARV-312', after: 100 });
    expect(bad.flatMap(({ requests }) => requests)).toHaveLength(2);
  });

  it('is followed by any number where one is full, and the others stop', async () => {
    const [bad, good] = [await Promise.all([full(), refusing(), refusing(), refusing()]), await named('good')];
    const near = bad.map(({ port }) => instanceAt(port, { zone: 'a' }));
    registry().set('stock', [...near, good.instance({ zone: 'b' })]);
    expect(await call(await link({ zone: 'a' }), 'stock', 1)).toEqual(value('good'));
    expect(bad.map(({ requests }) => requests.length)).toEqual([1, 1, 1, 1]);
  });

  it('is not followed by another one after the deadline', async () => {
    const passed = Promise.withResolvers<void>();
    const slow = await rawHost({ asked: (socket) => void passed.promise.then(() => socket.write(REFUSES)) });
    const record = instanceAt(slow.port);
    registry().set('stock', [record]);
    const caller = await link();
    const [member] = caller.directory.members('stock');
    const late = send(caller, 'stock', 1);
    await eventually('it was asked', () => slow.requests.length === 1);
    const good = await named('good');
    registry().set('stock', [record, good.instance()]);
    // As the pipeline does when the deadline passes.
    late.reply({ kind: 'outcome-unknown', code: 'CARV-305', message: 'deadline' });
    passed.resolve();
    await eventually('it has refused', () => member!.ejected);
    expect(await call(caller, 'stock', 2)).toEqual(value('good'));
    expect(good.taken()).toBe(1);
  });

  it.each<[string, () => Promise<number>]>([
    ['refuses connections', closedPort],
    ['does not host the module', async () => (await link()).port()],
    ['has another secret', async () => (await named('x', { secret: 'another-secret-of-some-length' })).port()],
    [
      'is full',
      async () => {
        const full = await link({ limits: { callsRunning: 1 } });
        await full.calls.serve('stock', () => new Promise(() => undefined));
        registry().set('stock', [full.instance()]);
        const busy = await link();
        void call(busy, 'stock', 1, 30_000);
        await eventually('it is full', async () => {
          const reply = await call(busy, 'stock', 1);
          return reply.kind === 'not-sent' && reply.code === 'CARV-312';
        });
        return full.port();
      },
    ],
  ])('%s', async (_what, portOf) => {
    const port = await portOf();
    registry().set('stock', [instanceAt(port)]);
    expect(await call(await link(), 'stock', 1)).toMatchObject({ kind: 'not-sent' });
    const good = await named('good');
    registry().set('stock', [instanceAt(port), good.instance()]);
    const caller = await link();
    const replies = await Promise.all(Array.from({ length: 40 }, () => call(caller, 'stock', 1)));
    for (const reply of replies) expect(reply).toEqual(value('good'));
  });

  it('gets calls again when it takes them', async () => {
    const [back, good] = [await link(), await named('good')];
    registry().set('stock', [back.instance(), good.instance()]);
    const caller = await link();
    const member = caller.directory.members('stock').find(({ instance }) => instance.ports.link === back.port())!;
    await callUntil(caller, () => member.ejected);
    await back.calls.serve('stock', async () => value('back'));
    await eventually('it gets calls', async () => (await call(caller, 'stock', 1)).kind === 'value' && !member.ejected);
    const replies = await Promise.all(Array.from({ length: 40 }, () => call(caller, 'stock', 1)));
    expect(new Set(replies.map((reply) => reply.kind === 'value' && reply.value))).toEqual(new Set(['back', 'good']));
  });

  it('counts as failed where it is no host, and is ejected when that goes on', async () => {
    const strange = await rawHost({ asked: (socket) => socket.write(answerOf('hello', { type: 'text/plain' })) });
    registry().set('stock', [instanceAt(strange.port)]);
    const caller = await link();
    const [member] = caller.directory.members('stock');
    for (let turn = 0; turn < 3; turn += 1) {
      expect(member!.ejected).toBe(false);
      expect(await call(caller, 'stock', 1)).toMatchObject({ code: 'CARV-435' });
    }
    expect(member!.ejected).toBe(true);
  });
});

describe('zones', () => {
  it('are kept to, until no instance of the own one takes calls', async () => {
    const [near, far] = [await named('near'), await named('far')];
    registry().set('stock', [near.instance({ zone: 'a' }), far.instance({ zone: 'b' })]);
    const caller = await link({ zone: 'a' });
    for (let turn = 0; turn < 20; turn += 1) expect(await call(caller, 'stock', 1)).toEqual(value('near'));
    await near.calls.stop(0);
    for (let turn = 0; turn < 5; turn += 1) expect(await call(caller, 'stock', 1)).toEqual(value('far'));
  });
});

describe('the bookkeeping', () => {
  it('is even when all has settled', async () => {
    const [bad, good] = [await refusing(), await named('good')];
    registry().set('stock', [instanceAt(bad.port), good.instance(), instanceAt(await closedPort())]);
    const caller = await link();
    for (let turn = 0; turn < 5; turn += 1)
      await Promise.all(Array.from({ length: 30 }, () => call(caller, 'stock', 1)));
    await eventually('nothing is in flight', () =>
      caller.directory.members('stock').every(({ inFlight }) => inFlight === 0),
    );
  });
});

describe('TLS', () => {
  it('carries calls where the certificate is of the authority and of that host', async () => {
    const host = await named('secure', { tls: certificates });
    registry().set('stock', [host.instance({ secure: true })]);
    expect(await call(await link({ tls: certificates }), 'stock', 1)).toEqual(value('secure'));
    const servername = { ...certificates, servername: 'hosts.example.test' };
    expect(await call(await link({ tls: servername }), 'stock', 1)).toEqual(value('secure'));
  });

  it('does not send to whoever has another certificate, or none', async () => {
    const host = await named('secure', { tls: certificates });
    registry().set('stock', [host.instance({ secure: true })]);
    expect(await call(await link(), 'stock', 1)).toMatchObject({ kind: 'not-sent', code: 'CARV-433' });
    const servername = { ...certificates, servername: 'others.example.test' };
    expect(await call(await link({ tls: servername }), 'stock', 1)).toMatchObject({ kind: 'not-sent' });
    const plain = await named('plain');
    registry().set('stock', [plain.instance({ secure: true })]);
    expect(await call(await link({ tls: certificates }), 'stock', 1)).toMatchObject({
      kind: 'not-sent',
      code: 'CARV-433',
    });
    expect(host.taken() + plain.taken()).toBe(0);
  });
});
