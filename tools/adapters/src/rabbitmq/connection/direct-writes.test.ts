import type { Channel, ChannelModel } from 'amqplib';
import { expect, it } from 'vitest';
import { silent } from '../fixture/links.ts';
import { DirectWrites, socketOf } from './direct-writes.ts';
import { TurnEnd } from './turn-end.ts';

class FakeSocket {
  readonly seen: string[] = [];
  readonly writableLength = 0;
  readonly writableEnded = false;
  readonly destroyed = false;
  cork(): void {
    this.seen.push('cork');
  }
  uncork(): void {
    this.seen.push('uncork');
  }
  write(bytes: Buffer): boolean {
    this.seen.push(bytes.toString());
    return true;
  }
  destroy(): void {
    this.seen.push('destroy');
  }
}

const old = { write: () => true, end: () => undefined };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function channelOf(slots: unknown, ch: unknown = 1): Channel {
  return { ch, connection: { channels: slots } } as unknown as Channel;
}

it('writes the frames of a turn corked, as one', async () => {
  const socket = new FakeSocket();
  const writes = new DirectWrites(socket, new TurnEnd(silent));
  const slots = [null, { buffer: old }, { buffer: old }];
  expect(writes.adopt(channelOf(slots, 1))).toBe(true);
  expect(writes.adopt(channelOf(slots, 2))).toBe(true);
  slots[1]!.buffer.write(...([Buffer.from('a')] as never as []));
  slots[2]!.buffer.write(...([Buffer.from('b')] as never as []));
  expect(socket.seen).toEqual(['cork', 'a', 'b']);
  await turn();
  expect(socket.seen).toEqual(['cork', 'a', 'b', 'uncork']);
});

it.each([
  ['no channels', undefined, 1],
  ['no slot', [null], 1],
  ['another kind of buffer', [null, { buffer: { push: () => undefined } }], 1],
  ['no number', [null, { buffer: old }], 'x'],
])('leaves a channel alone that is not built as expected: %s', (_, slots, ch) => {
  const writes = new DirectWrites(new FakeSocket(), new TurnEnd(silent));
  expect(writes.adopt(channelOf(slots, ch))).toBe(false);
});

it('takes nothing for a socket that is none', () => {
  const model = (stream: unknown): ChannelModel => ({ connection: { stream } }) as unknown as ChannelModel;
  expect(socketOf(model(undefined))).toBeUndefined();
  expect(socketOf(model({ write: () => true }))).toBeUndefined();
  const socket = new FakeSocket();
  expect(socketOf(model(socket))).toBe(socket);
});
