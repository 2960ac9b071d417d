import type { Channel, Message } from 'amqplib';
import type { TurnEnd } from './connection/turn-end.ts';

/**
 * Acknowledges the deliveries of one channel, whose numbers rise: at the end of a turn one frame for everything finished
 * before the oldest that is open. What an open delivery holds back waits for that frame, up to a quarter of the prefetch
 * window, and no longer than the window has room: an open delivery takes its own place, and not those of others. No more
 * is kept than fits into the window.
 */
export class AckLedger {
  readonly #channel: Channel;
  readonly #turnEnd: TurnEnd;
  readonly #prefetch: number;
  /** Delivered and not finished, in their order; until when each is waited for. */
  readonly #open = new Map<number, number>();
  /** Finished and not acknowledged. */
  readonly #finished = new Set<number>();
  #scheduled = false;
  #closed = false;

  constructor(channel: Channel, turnEnd: TurnEnd, prefetch: number) {
    this.#channel = channel;
    this.#turnEnd = turnEnd;
    this.#prefetch = prefetch;
  }

  /**
   * To be called once per delivery, before `finish`.
   *
   * @param until after this moment (ms since 1970) nobody waits for it any more
   */
  deliver(deliveryTag: number, until = Infinity): void {
    this.#open.set(deliveryTag, until);
    if (this.#finished.size > 0 && this.#isFull) this.#schedule();
  }

  /** A second time has no effect. */
  finish(deliveryTag: number): void {
    if (this.#closed || !this.#open.delete(deliveryTag)) return;
    this.#finished.add(deliveryTag);
    this.#schedule();
  }

  /** Finishes what nobody waits for any more. */
  finishOverdue(now: number): void {
    for (const [tag, until] of this.#open) if (until <= now) this.finish(tag);
  }

  /** The channel is gone or going: an acknowledgement on it, or on its successor, would do harm. */
  close(): void {
    this.#closed = true;
  }

  /** Acknowledges all that is finished, now. */
  flush(): void {
    if (!this.#closed) this.#acknowledge(0);
  }

  get #isFull(): boolean {
    return this.#open.size + this.#finished.size >= this.#prefetch;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#turnEnd.add(this.#write);
  }

  readonly #write = (): void => {
    this.#scheduled = false;
    if (!this.#closed) this.#acknowledge(this.#prefetch >> 2);
  };

  #acknowledge(patience: number): void {
    const oldestOpen = this.#open.keys().next().value ?? Infinity;
    let upTo = 0;
    for (const tag of this.#finished) {
      if (tag > oldestOpen) continue;
      if (tag > upTo) upTo = tag;
      this.#finished.delete(tag);
    }
    // Whatever was acknowledged by itself before is passed over; the frame must name one that was not.
    if (upTo > 0) this.#channel.ack(tagged(upTo), true);
    if (this.#finished.size <= patience && !(this.#finished.size > 0 && this.#isFull)) return;
    for (const tag of this.#finished) this.#channel.ack(tagged(tag));
    this.#finished.clear();
  }
}

/** amqplib reads nothing but the tag. */
function tagged(deliveryTag: number): Message {
  return { fields: { deliveryTag } } as Message;
}
