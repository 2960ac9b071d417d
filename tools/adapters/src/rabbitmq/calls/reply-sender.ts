import type { ConfirmChannel } from 'amqplib';
import type { CallReply } from '@carveout/runtime';
import { splitIntoBatches } from '../../wire/batches.ts';
import { BATCH_CALLS } from '../../wire/limits.ts';
import { encodeReply } from '../../wire/reply-codec.ts';
import { lineOf } from '../connection/broker-fault.ts';
import { SupervisedChannel } from '../connection/supervised-channel.ts';
import type { SupervisedConnection } from '../connection/supervised-connection.ts';
import { REPLIES_EXCHANGE } from '../names.ts';
import { failures } from './failures.ts';
import { REPLIES_TYPE } from './message-codec.ts';

interface Answer {
  readonly text: string;
  readonly bytes: number;
}

/** Gathers the answers that are ready in one turn, and writes those for one caller as one message. */
export class ReplySender {
  readonly #connection: SupervisedConnection;
  #channel: SupervisedChannel;
  readonly #waiting = new Map<string, Answer[]>();
  #waitingBytes = 0;
  #scheduled = false;
  #started: Promise<void> | undefined;

  constructor(connection: SupervisedConnection) {
    this.#connection = connection;
    this.#channel = this.#newChannel();
  }

  /** Opens the channel, once for all modules; after a failure it may be called again. */
  start(): Promise<void> {
    this.#started ??= this.#channel.start().catch((error: unknown) => {
      this.#started = undefined;
      this.#channel = this.#newChannel();
      throw error;
    });
    return this.#started;
  }

  /** True when the answers to this caller fill a message: to be written at once, with what else belongs to it. */
  send(replyTo: string, number: number, reply: CallReply): boolean {
    const answer = this.#encode(number, reply);
    const { bufferedBytes, log } = this.#connection.settings;
    // The caller learns from its deadline that it does not know the outcome.
    if (this.#waitingBytes + this.#connection.bufferedBytes() + answer.bytes > bufferedBytes) {
      log.warn({ replyTo }, 'rabbitmq: an answer was dropped, too many bytes wait to be written');
      return false;
    }
    const waiting = this.#waiting.get(replyTo);
    if (waiting === undefined) this.#waiting.set(replyTo, [answer]);
    else waiting.push(answer);
    this.#waitingBytes += answer.bytes;
    this.#schedule();
    return waiting !== undefined && waiting.length >= BATCH_CALLS && this.#channel.current !== undefined;
  }

  /** Writes what is ready, then closes. */
  async stop(): Promise<void> {
    this.#flush();
    await this.#channel.close();
  }

  #newChannel(): SupervisedChannel {
    return new SupervisedChannel(this.#connection, {
      name: 'answers',
      confirm: false,
      setUp: async (channel, limited) => {
        const exchange = channel.assertExchange(REPLIES_EXCHANGE, 'direct', { durable: true });
        await limited('declare the exchange of answers', exchange);
      },
      // What was kept while the channel was away may still be in time.
      ready: () => this.#schedule(),
      lost: () => undefined,
    });
  }

  #encode(number: number, reply: CallReply): Answer {
    const { messageBytes } = this.#connection.settings;
    try {
      const text = encodeReply(number, reply);
      const bytes = Buffer.byteLength(text);
      if (bytes <= messageBytes) return { text, bytes };
      return this.#encode(number, failures.answerTooLarge(bytes, messageBytes));
    } catch {
      return this.#encode(number, failures.answerNotJson());
    }
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#connection.turnEnd.add(this.#flush);
  }

  readonly #flush = (): void => {
    this.#scheduled = false;
    const channel = this.#channel.current;
    if (channel === undefined) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    this.#waitingBytes = 0;
    for (const [replyTo, answers] of waiting) this.#write(channel, replyTo, answers);
  };

  /** What cannot be written to one caller must not keep the answers to the others. */
  #write(channel: ConfirmChannel, replyTo: string, answers: readonly Answer[]): void {
    const { host, log } = this.#connection.settings;
    try {
      for (const batch of splitIntoBatches(answers, BATCH_CALLS)) {
        const body = `[${batch.map((answer) => answer.text).join(',')}]`;
        channel.publish(REPLIES_EXCHANGE, replyTo, Buffer.from(body), { type: REPLIES_TYPE, appId: host });
      }
    } catch (error) {
      log.warn({ replyTo, answers: answers.length, fault: lineOf(error) }, 'rabbitmq: answers could not be written');
    }
  }
}
