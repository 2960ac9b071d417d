import type { Channel, Message } from 'amqplib';
import type { TurnEnd } from './connection/turn-end.ts';

/**
 * Acknowledges the deliveries of one channel, in which they are numbered 1, 2, 3, …: at the end of a turn one frame for
 * everything up to the last of a finished, contiguous prefix. Where an unfinished delivery holds back more finished ones
 * than `patience`, those are acknowledged one by one, so that it cannot starve the prefetch window.
 */
export class AckLedger {
  readonly #channel: Channel;
  readonly #turnEnd: TurnEnd;
  readonly #patience: number;
  /** Finished beyond the prefix. */
  readonly #finished = new Set<number>();
  /** Acknowledged beyond the prefix: a cumulative frame must not name these again, the broker closes the channel. */
  readonly #acknowledged = new Set<number>();
  #lowestOpen = 1;
  #ackUpTo = 0;
  #scheduled = false;
  #closed = false;

  constructor(channel: Channel, turnEnd: TurnEnd, patience: number) {
    this.#channel = channel;
    this.#turnEnd = turnEnd;
    this.#patience = patience;
  }

  /** To be called once per delivery. */
  finish(deliveryTag: number): void {
    if (this.#closed) return;
    this.#finished.add(deliveryTag);
    while (this.#finished.delete(this.#lowestOpen)) {
      if (!this.#acknowledged.delete(this.#lowestOpen)) this.#ackUpTo = this.#lowestOpen;
      this.#lowestOpen += 1;
    }
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#turnEnd.add(this.#write);
  }

  /** The channel is gone or going: an acknowledgement on it, or on its successor, would do harm. */
  close(): void {
    this.#closed = true;
  }

  /** Acknowledges all that is finished, now. */
  flush(): void {
    if (!this.#closed) this.#acknowledge(0);
  }

  readonly #write = (): void => {
    this.#scheduled = false;
    if (!this.#closed) this.#acknowledge(this.#patience);
  };

  #acknowledge(patience: number): void {
    if (this.#ackUpTo > 0) {
      this.#channel.ack(tagged(this.#ackUpTo), true);
      this.#ackUpTo = 0;
    }
    if (this.#finished.size - this.#acknowledged.size <= patience) return;
    for (const tag of this.#finished) {
      if (this.#acknowledged.has(tag)) continue;
      this.#acknowledged.add(tag);
      this.#channel.ack(tagged(tag));
    }
  }
}

/** amqplib reads nothing but the tag. */
function tagged(deliveryTag: number): Message {
  return { fields: { deliveryTag } } as Message;
}
