import type { Channel, ChannelModel } from 'amqplib';
import type { TurnEnd } from './turn-end.ts';

/*
 * amqplib passes every frame through an object stream per channel and a multiplexer that writes them to the socket one
 * by one. Writing frames to the corked socket at once and uncorking it at the end of the turn saves both the stream
 * machinery and all system calls but one. This reaches into private fields: each is checked, and where one is not as
 * expected, amqplib is left to work as it always does.
 */

/** What is used of the socket under a connection. */
export interface Socket {
  cork(): void;
  uncork(): void;
  write(bytes: Buffer): boolean;
  destroy(): void;
  readonly destroyed: boolean;
  readonly writableLength: number;
  readonly writableEnded: boolean;
}

interface ChannelSlot {
  buffer: { write(bytes: Buffer): boolean; end(): void };
}

function field(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[name] : undefined;
}

/** The socket under a connection, when amqplib shows it. */
export function socketOf(model: ChannelModel): Socket | undefined {
  const stream = field(model.connection, 'stream');
  const whole =
    ['cork', 'uncork', 'write', 'destroy'].every((name) => typeof field(stream, name) === 'function') &&
    typeof field(stream, 'writableLength') === 'number' &&
    typeof field(stream, 'writableEnded') === 'boolean';
  return whole ? (stream as Socket) : undefined;
}

export class DirectWrites {
  readonly #socket: Socket;
  readonly #turnEnd: TurnEnd;
  #corked = false;

  constructor(socket: Socket, turnEnd: TurnEnd) {
    this.#socket = socket;
    this.#turnEnd = turnEnd;
  }

  /** Makes `channel` write to the socket. False when amqplib is not built as expected; then nothing was changed. */
  adopt(channel: Channel): boolean {
    const slots = field(channel.connection, 'channels');
    const slot = Array.isArray(slots) ? (slots[Number(field(channel, 'ch'))] as unknown) : undefined;
    const buffer = field(slot, 'buffer');
    if (typeof field(buffer, 'write') !== 'function' || typeof field(buffer, 'end') !== 'function') return false;
    // What the channel wrote while it was opened has left the old buffer: the broker has answered it.
    const old = (slot as ChannelSlot).buffer;
    (slot as ChannelSlot).buffer = { write: (bytes) => this.#write(bytes), end: () => old.end() };
    return true;
  }

  #write(bytes: Buffer): boolean {
    if (!this.#corked) {
      this.#corked = true;
      this.#socket.cork();
      this.#turnEnd.addLast(this.#uncork);
    }
    return this.#socket.write(bytes);
  }

  readonly #uncork = (): void => {
    this.#corked = false;
    this.#socket.uncork();
  };
}
