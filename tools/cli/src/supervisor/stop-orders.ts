import type { Socket } from 'node:net';

/** What the front asked for: to stop, and then, impatiently, to kill. The end of the front asks to stop. */
export class StopOrders {
  readonly #stop = new AbortController();
  readonly #kill = new AbortController();
  /** Aborts when everything is to stop in order. */
  readonly stop: AbortSignal = this.#stop.signal;
  /** Aborts when processes are to end at once. */
  readonly kill: AbortSignal = this.#kill.signal;

  constructor(channel: Socket) {
    const stop = (): void => this.stopAll();
    channel.setEncoding('utf8').on('data', (text: string) => {
      stop();
      if (text.includes('kill')) this.#kill.abort();
    });
    channel.on('end', stop).on('error', stop);
  }

  /** Gives the order to stop from within. */
  stopAll(): void {
    this.#stop.abort();
  }
}
