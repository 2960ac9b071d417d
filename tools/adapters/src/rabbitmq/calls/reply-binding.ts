import type { ConfirmChannel } from 'amqplib';
import { lineOf } from '../connection/broker-fault.ts';
import type { SupervisedConnection } from '../connection/supervised-connection.ts';
import { REPLIES_EXCHANGE } from '../names.ts';

/** Binds a caller's queue of answers to their exchange, and again when somebody has deleted that. */
export class ReplyBinding {
  readonly #connection: SupervisedConnection;
  #isBinding = false;

  constructor(connection: SupervisedConnection) {
    this.#connection = connection;
  }

  async bind(channel: ConfirmChannel, replyTo: string): Promise<void> {
    const { limited } = this.#connection;
    const declared = channel.assertExchange(REPLIES_EXCHANGE, 'direct', { durable: true });
    await limited('declare the exchange of answers', declared);
    await limited('bind the queue of answers', channel.bindQueue(replyTo, REPLIES_EXCHANGE, replyTo));
  }

  /** The broker tells nobody that an exchange was deleted, and its bindings with it: no answer would ever come again. */
  async bindAgain(channel: ConfirmChannel | undefined, replyTo: string): Promise<void> {
    if (channel === undefined || this.#isBinding) return;
    this.#isBinding = true;
    try {
      await this.bind(channel, replyTo);
    } catch (error) {
      // A channel that this has closed is set up anew, and a broker that does not answer is noticed by its heartbeat.
      this.#connection.settings.log.debug({ fault: lineOf(error) }, 'rabbitmq: queue of answers not bound again');
    } finally {
      this.#isBinding = false;
    }
  }
}
