import type { Channel, ConsumeMessage } from 'amqplib';
import type { LinkDeadLetter, Subscribed } from '@carveout/runtime';
import { lineOf } from '../connection/broker-fault.ts';
import { BackOff } from '../connection/back-off.ts';
import { sleep } from '../connection/sleep.ts';
import { SupervisedChannel } from '../connection/supervised-channel.ts';
import type { SupervisedConnection } from '../connection/supervised-connection.ts';
import type { Limited } from '../connection/within-limit.ts';
import { deadLetters } from '../names.ts';
import { brokerLetter } from './broker-letter.ts';
import { declareDeadLetters } from './dead-letters.ts';

const PREFETCH = 10;

/**
 * Hands over what is set aside at the broker for a module, and acknowledges what is kept elsewhere. Any number of
 * replicas may do so at once; what one of them has not acknowledged comes again.
 */
export class DeadLetterDrain implements Subscribed {
  readonly #connection: SupervisedConnection;
  readonly #module: string;
  readonly #keep: (letter: LinkDeadLetter) => Promise<void>;
  readonly #channel: SupervisedChannel;
  readonly #underWay = new Set<Promise<void>>();
  #gone = new AbortController();
  #closing = false;
  #watching: NodeJS.Timeout | undefined;
  #isLooking = false;

  constructor(connection: SupervisedConnection, module: string, keep: (letter: LinkDeadLetter) => Promise<void>) {
    this.#connection = connection;
    this.#module = module;
    this.#keep = keep;
    this.#channel = new SupervisedChannel(connection, {
      name: `dead letters of ${module}`,
      confirm: false,
      setUp: (channel, limited) => this.#setUp(channel, limited),
      lost: () => this.#gone.abort(),
    });
  }

  async start(): Promise<void> {
    await this.#channel.start();
    this.#watching = setInterval(() => void this.#watch(), this.#connection.settings.consumersMs);
    this.#watching.unref();
  }

  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#watching);
    // What still tries is given up; what has been kept is acknowledged first.
    const ending = Promise.allSettled(this.#underWay);
    this.#gone.abort();
    await ending;
    await this.#channel.close();
  }

  async #setUp(channel: Channel, limited: Limited): Promise<void> {
    const queue = deadLetters(this.#module);
    await declareDeadLetters(this.#connection, this.#module);
    await limited('set the prefetch', channel.prefetch(PREFETCH));
    const gone = new AbortController();
    this.#gone = gone;
    const take = (message: ConsumeMessage | null): void => {
      if (message === null) return this.#channel.recycle('the broker cancelled the consumer');
      if (this.#closing) return;
      const moved = this.#move(channel, message, gone.signal).finally(() => this.#underWay.delete(moved));
      this.#underWay.add(moved);
    };
    await limited(`consume ${queue}`, channel.consume(queue, take));
  }

  /** The broker tells nobody that an exchange was deleted, with its bindings, and may not tell that a queue was. */
  async #watch(): Promise<void> {
    const channel = this.#channel.current;
    if (channel === undefined || this.#isLooking) return;
    this.#isLooking = true;
    const known = await this.#isConsumed().catch((error: unknown) => {
      const { log } = this.#connection.settings;
      log.debug({ module: this.#module, fault: lineOf(error) }, 'rabbitmq: queue of dead letters not looked after');
      return true;
    });
    this.#isLooking = false;
    if (!known && this.#channel.current === channel && !this.#closing)
      this.#channel.recycle('the broker knows no consumer of the queue');
  }

  /** Declares anew what is gone, too. */
  async #isConsumed(): Promise<boolean> {
    const queue = deadLetters(this.#module);
    await declareDeadLetters(this.#connection, this.#module);
    return this.#connection.withChannel(async (channel, limited) => {
      const { consumerCount } = await limited(`check queue ${queue}`, channel.checkQueue(queue));
      return consumerCount > 0;
    });
  }

  async #move(channel: Channel, message: ConsumeMessage, gone: AbortSignal): Promise<void> {
    const letter = brokerLetter(this.#module, message);
    const backOff = new BackOff(100, this.#connection.settings.reconnectMs);
    while (!gone.aborted) {
      try {
        await this.#keep(letter);
        // On a lost channel it does harm; there the letter comes again, and is known.
        if (channel === this.#channel.current) channel.ack(message);
        return;
      } catch (error) {
        const { log } = this.#connection.settings;
        log.warn({ listener: letter.listener, fault: lineOf(error) }, 'rabbitmq: a dead letter stays at the broker');
        await sleep(backOff.next(), gone);
      }
    }
  }
}
