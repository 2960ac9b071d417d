import type { Message } from 'amqplib';
import type { Subscription } from '@carveout/runtime';
import { lineOf } from '../connection/broker-fault.ts';
import { BackOff } from '../connection/back-off.ts';
import { sleep } from '../connection/sleep.ts';
import type { SupervisedConnection } from '../connection/supervised-connection.ts';
import { deadLetters } from '../names.ts';
import { LISTENER_HEADER, REASON_HEADER } from './broker-letter.ts';
import type { ConfirmedPublisher } from './confirmed-publisher.ts';
import { QUORUM_QUEUE } from './quorum-queue.ts';
import { Unrouted } from './unrouted.ts';

/** Longest reason that is kept, in characters: a header table has a limit, and a dead letter is no log. */
const REASON_LENGTH = 1_000;
/** AMQP's limit for a property. */
const PROPERTY_BYTES = 255;

/** Declares the exchange and the queue for what a listening module sets aside. */
export async function declareDeadLetters(connection: SupervisedConnection, module: string): Promise<void> {
  const name = deadLetters(module);
  await connection.withChannel(async (channel, limited) => {
    await limited(`declare exchange ${name}`, channel.assertExchange(name, 'fanout', { durable: true }));
    const queue = { durable: true, arguments: QUORUM_QUEUE };
    await limited(`declare queue ${name}`, channel.assertQueue(name, queue));
    await limited(`bind queue ${name}`, channel.bindQueue(name, name, ''));
  });
}

export class DeadLetters {
  readonly #publisher: ConfirmedPublisher;
  readonly #connection: SupervisedConnection;
  readonly #subscription: Subscription;

  constructor(publisher: ConfirmedPublisher, connection: SupervisedConnection, subscription: Subscription) {
    this.#publisher = publisher;
    this.#connection = connection;
    this.#subscription = subscription;
  }

  /** Resolves true once the broker has confirmed the dead letter; false when `given up` came first. */
  async keep(message: Message, reason: string, givenUp: AbortSignal): Promise<boolean> {
    const backOff = new BackOff(100, this.#connection.settings.reconnectMs);
    while (!givenUp.aborted) {
      try {
        await this.#publish(message, reason);
        return true;
      } catch (error) {
        const { module, listener } = this.#subscription;
        this.#connection.settings.log.warn({ listener, fault: lineOf(error) }, 'rabbitmq: a dead letter has to wait');
        await sleep(backOff.next(), givenUp);
        // Somebody has deleted the queue: its exchange alone is no reason to declare anew.
        if (error instanceof Unrouted) await declareDeadLetters(this.#connection, module).catch(() => undefined);
      }
    }
    return false;
  }

  #publish(message: Message, reason: string): Promise<void> {
    const { module, listener, source } = this.#subscription;
    const { messageId, type } = message.properties as { messageId?: unknown; type?: unknown };
    return this.#publisher.publish({
      exchange: deadLetters(module),
      routingKey: listener,
      content: message.content,
      options: {
        persistent: true,
        mandatory: true,
        contentType: 'application/json',
        ...(isShort(messageId) ? { messageId } : {}),
        ...(isShort(type) ? { type } : {}),
        headers: {
          [REASON_HEADER]: reason.slice(0, REASON_LENGTH),
          [LISTENER_HEADER]: `${module}.${listener}`,
          'x-carveout-event': `${source.module}.${source.event}.v${source.version}`,
          'x-carveout-at': new Date().toISOString(),
        },
      },
      declare: () => declareDeadLetters(this.#connection, module),
    });
  }
}

/** Whether it can be a property again: what another program wrote, no UTF-8, is longer once it has been read. */
function isShort(property: unknown): property is string {
  return typeof property === 'string' && Buffer.byteLength(property) <= PROPERTY_BYTES;
}
