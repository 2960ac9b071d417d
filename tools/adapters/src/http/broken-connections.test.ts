import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { CallReply } from '@carveout/runtime';
import { Networks } from '@carveout/runtime/discovery';
import { describe, expect, it } from 'vitest';
import { eventually } from '../rabbitmq/fixture/eventually.ts';
import { call, echo, instanceAt, linkMaker, send, silent } from './fixture/links.ts';
import { answerOf, closedPort, rawHosts } from './fixture/raw-host.ts';
import type { Script } from './fixture/raw-host.ts';

const { link, registry } = linkMaker();
const rawHost = rawHosts();

async function callerOf(script: Script) {
  const host = await rawHost(script);
  registry().set('stock', [instanceAt(host.port)]);
  return { host, caller: await link() };
}

/** Three calls of one turn. */
const three = (caller: Parameters<typeof call>[0]): Promise<CallReply[]> =>
  Promise.all([0, 1, 2].map((input) => call(caller, 'stock', input)));

const LOST = { kind: 'outcome-unknown', code: 'CARV-434' };
const FOREIGN = { kind: 'outcome-unknown', code: 'CARV-435' };

describe('a call is not sent where', () => {
  it('no instance is known', async () => {
    const caller = await link();
    const pending = send(caller, 'stock', 1);
    expect(await pending.answer).toMatchObject({ kind: 'not-sent', code: 'CARV-432' });
    expect(pending.sentAt).toBeUndefined();
  });

  it('the connection is refused', async () => {
    registry().set('stock', [instanceAt(await closedPort())]);
    const caller = await link();
    const pending = send(caller, 'stock', 1);
    expect(await pending.answer).toMatchObject({ kind: 'not-sent', code: 'CARV-433' });
    expect(pending.sentAt).toBeUndefined();
  });

  it('the name of the instance leads outside of the networks', async () => {
    const host = await rawHost({});
    registry().set('stock', [instanceAt(host.port, { host: 'localhost' })]);
    const caller = await link({ networks: new Networks('10.0.0.0/8') });
    expect(await call(caller, 'stock', 1)).toMatchObject({ kind: 'not-sent', code: 'CARV-433' });
    expect(host.connections).toEqual([]);
  });

  it('the address of the instance lies outside of the networks, whatever the directory lets through', async () => {
    const host = await rawHost({});
    const strict = new Networks('10.0.0.0/8');
    const networks = { allowsHost: (text: string) => strict.allowsHost(text), lookup: strict.lookup } as Networks;
    registry().set('stock', [instanceAt(host.port)]);
    const everywhere = new Networks('0.0.0.0/0');
    let asked = 0;
    // The directory asks first, the link then.
    const both = { ...networks, allowsHost: (text: string) => (asked++ === 0 ? everywhere : strict).allowsHost(text) };
    const caller = await link({ networks: both as Networks });
    expect(await call(caller, 'stock', 1)).toMatchObject({ kind: 'not-sent', code: 'CARV-432' });
    expect(host.connections).toEqual([]);
  });

  it('the address of the instance is none that a connection can be opened to; another one is not held up by it', async () => {
    const complaints: string[] = [];
    const log = { ...silent, error: (_fields: object, message: string) => void complaints.push(message) };
    registry().set('stock', [instanceAt(70_000)]);
    const caller = await link({ log });
    expect(await call(caller, 'stock', 1)).toMatchObject({ kind: 'not-sent', code: 'CARV-432' });
    expect(complaints).toEqual([expect.stringContaining('http://127.0.0.1:70000 cannot be connected to')]);
    const host = await link();
    await host.calls.serve('stock', echo);
    registry().set('stock', [instanceAt(70_000), host.instance()]);
    for (let turn = 0; turn < 10; turn += 1)
      expect(await call(caller, 'stock', turn)).toEqual({ kind: 'value', value: turn });
    expect(complaints).toHaveLength(1);
  });

  it('the instance has no port for calls', async () => {
    registry().set('stock', [instanceAt(undefined, { ports: { http: 80 } })]);
    expect(await call(await link(), 'stock', 1)).toMatchObject({ kind: 'not-sent', code: 'CARV-432' });
  });

  it('its deadline passed before it was written, while others of its batch go', async () => {
    const host = await link();
    const taken: unknown[] = [];
    await host.calls.serve('stock', async ({ input }) => (taken.push(input), { kind: 'value', value: input }));
    registry().set('stock', [host.instance({ host: 'host.test' })]);
    const found = Promise.withResolvers<void>();
    const networks = {
      allowsHost: () => true,
      lookup: (_name: string, _options: object, done: (...found: unknown[]) => void) =>
        void found.promise.then(() => done(null, [{ address: '127.0.0.1', family: 4 }])),
    };
    const caller = await link({ networks: networks as unknown as Networks });
    const [late, other] = [call(caller, 'stock', 'late', 30), call(caller, 'stock', 'other')];
    expect(await late).toMatchObject({ kind: 'not-sent' });
    found.resolve();
    expect(await other).toEqual({ kind: 'value', value: 'other' });
    expect(taken).toEqual(['other']);
  });
});

describe('the outcome is unknown where', () => {
  it('the connection is reset before the request has been read', async () => {
    const { caller } = await callerOf({
      connected: (socket) => void socket.once('readable', () => socket.resetAndDestroy()),
    });
    expect(await call(caller, 'stock', 1)).toMatchObject(LOST);
  });

  it('the connection is reset as soon as it is taken, and not where that was before the request was written', async () => {
    const { caller } = await callerOf({ connected: (socket) => void socket.resetAndDestroy() });
    const pending = send(caller, 'stock', 1);
    const { kind } = await pending.answer;
    expect(kind).toBe(pending.sentAt === undefined ? 'not-sent' : 'outcome-unknown');
  });

  it('the connection is reset after the request', async () => {
    const { caller, host } = await callerOf({ asked: (socket) => void socket.resetAndDestroy() });
    for (const reply of await three(caller)) expect(reply).toMatchObject(LOST);
    expect(host.requests.length).toBe(1);
  });

  it('the connection ends after half of the answers; the others arrived', async () => {
    const { caller } = await callerOf({
      asked: (socket) => socket.end(answerOf('[1,0,"one"]\n', { length: 100 })),
    });
    const replies = await three(caller);
    expect(replies[1]).toEqual({ kind: 'value', value: 'one' });
    for (const reply of [replies[0], replies[2]]) expect(reply).toMatchObject(LOST);
  });

  it('a line is cut off, is no JSON, is no answer, or is missing; the others arrived', async () => {
    for (const bad of ['[2,0,"tw', '{"a":\n', '"text"\n', '[7,0]\n', '']) {
      const { caller } = await callerOf({ asked: (socket) => socket.write(answerOf(`[0,0]\n[1,0,"é"]\n${bad}`)) });
      const replies = await three(caller);
      expect(replies.slice(0, 2)).toEqual(
        [{ kind: 'value' }, { kind: 'value', value: 'é' }].map((one) => ({ value: undefined, ...one })),
      );
      expect(replies[2], bad).toMatchObject(LOST);
    }
  });

  it('more comes back than was asked for; what was answered stands', async () => {
    const { caller } = await callerOf({ asked: (socket) => socket.write(answerOf('[0,0,1]\nx\nx\nx\nx\n')) });
    const [first, ...others] = await three(caller);
    expect(first).toEqual({ kind: 'value', value: 1 });
    for (const reply of others) expect(reply).toMatchObject(LOST);
  });

  it.each([
    ['another kind of content', answerOf('<html>', { type: 'text/html' })],
    ['another status', answerOf('[0,0]\n', { status: 502 })],
    ['a 404 of somebody else', answerOf('', { status: 404, type: 'text/plain' })],
    ['a 503 of a proxy', answerOf('', { status: 503, type: 'text/plain' })],
    ['a redirect', answerOf('', { status: 307, headers: 'Location: http://127.0.0.1/\r\n' })],
  ])('what answers is no host: %s', async (_what, answer) => {
    const { caller, host } = await callerOf({ asked: (socket) => socket.write(answer) });
    expect(await call(caller, 'stock', 1)).toMatchObject(FOREIGN);
    expect(host.requests.length).toBe(1);
  });

  it('what answers speaks another protocol', async () => {
    const { caller } = await callerOf({ asked: (socket) => socket.write('220 mail.example.com ESMTP\r\n') });
    expect(await call(caller, 'stock', 1)).toMatchObject(LOST);
  });

  it('nothing ever comes back; the connection is given up a second after the last deadline', async () => {
    let goneAt: number | undefined;
    const { caller } = await callerOf({ asked: (socket) => void socket.once('close', () => (goneAt = Date.now())) });
    const deadline = Date.now() + 50;
    // Nobody settles it but the link.
    expect(await send(caller, 'stock', 1, 50).answer).toMatchObject(LOST);
    await eventually('the connection is gone', () => goneAt !== undefined);
    expect(goneAt! - deadline).toBeGreaterThanOrEqual(1_000);
  });
});

describe('an answer that never ends', () => {
  it.each([
    ['without a line end', 'x'.repeat(5_000)],
    ['of lines', 'x\n'.repeat(100)],
  ])('%s is cut off', async (_what, chunk) => {
    const host = await rawHost({
      asked: (socket) => {
        socket.write(answerOf('', { length: 1e9 }));
        const more = (): boolean => !socket.destroyed && socket.write(chunk) && setImmediate(more) !== undefined;
        socket.on('drain', more);
        more();
      },
    });
    registry().set('stock', [instanceAt(host.port)]);
    const caller = await link({ limits: { messageBytes: 10_000 } });
    expect(await call(caller, 'stock', 1)).toMatchObject(LOST);
    await eventually('the connection is gone', () => host.connections[0]!.destroyed);
  });
});

describe('a host that goes on', () => {
  it('takes calls over a new connection after the old one broke', async () => {
    const host = await link();
    await host.calls.serve('stock', echo);
    let broken = 0;
    const proxy = createServer((socket) => {
      const through = connect(host.port(), '127.0.0.1');
      socket.on('error', () => through.destroy()).pipe(through);
      through.on('error', () => socket.destroy()).pipe(socket);
      through.once('data', () => setTimeout(() => (broken++, socket.resetAndDestroy()), 5));
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    registry().set('stock', [instanceAt((proxy.address() as AddressInfo).port)]);
    const caller = await link();
    expect(await call(caller, 'stock', 1)).toEqual({ kind: 'value', value: 1 });
    await eventually('the connection was reset', () => broken === 1);
    await eventually('it is noticed', async () => (await call(caller, 'stock', 2)).kind === 'value');
    proxy.close();
  });
});
