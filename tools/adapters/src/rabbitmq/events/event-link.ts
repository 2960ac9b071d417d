import type { Options } from 'amqplib';
import { CarveoutError } from '@carveout/runtime';
import type { Deliver, EventLink, EventMessage, LinkDeadLetter, Subscribed, Subscription } from '@carveout/runtime';
import { lineOf } from '../connection/broker-fault.ts';
import { exchangeExists } from '../connection/exchange-exists.ts';
import { insist } from '../connection/insist.ts';
import { sleep } from '../connection/sleep.ts';
import { SupervisedConnection } from '../connection/supervised-connection.ts';
import { notCarriable } from '../errors/carv-364-not-carriable.ts';
import { optionRefused } from '../errors/carv-414-option-refused.ts';
import { eventQueue, eventsExchange, replaysExchange } from '../names.ts';
import type { Settings } from '../options.ts';
import { Audience } from './audience.ts';
import { ConfirmedPublisher } from './confirmed-publisher.ts';
import { DeadLetterDrain } from './dead-letter-drain.ts';
import { declareEventsExchange, declareReplaysExchange } from './declare-exchange.ts';
import { EVENT_TYPE, REPLAY_HEADER, encodeEvent } from './event-codec.ts';
import { Listener } from './listener.ts';
import { ListeningMarks } from './marks.ts';
import { SLOTS, routingKey, slotOf } from './partition.ts';
import { RoutedPublisher } from './routed-publisher.ts';

/** RabbitMQ's limit for a queue's name, in bytes. */
const NAME_BYTES = 255;

/**
 * Events over RabbitMQ. Publishing and consuming have a connection each: a broker under memory pressure stops reading
 * from those that publish, and acknowledgements must get through then.
 */
export class RabbitmqEventLink implements EventLink {
  readonly name = 'rabbitmq';
  readonly #settings: Settings;
  readonly #publishing: SupervisedConnection;
  readonly #consuming: SupervisedConnection;
  readonly #publisher: ConfirmedPublisher;
  readonly #routed: RoutedPublisher;
  readonly #audience: Audience;
  readonly #marks: ListeningMarks;
  readonly #consumers = new Set<Subscribed>();
  readonly #stopping = new AbortController();

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#publishing = new SupervisedConnection(settings, 'events out');
    this.#consuming = new SupervisedConnection(settings, 'events in');
    this.#publisher = new ConfirmedPublisher(this.#publishing);
    this.#audience = new Audience(this.#publishing);
    this.#routed = new RoutedPublisher(this.#publisher, this.#publishing, this.#audience);
    this.#marks = new ListeningMarks(this.#consuming);
  }

  async start(modules: readonly string[] = []): Promise<void> {
    this.#audience.expect(modules);
    try {
      await Promise.all([this.#publishing.start(), this.#consuming.start()]);
      await this.#publisher.start();
    } catch (error) {
      await Promise.all([this.#publishing.stop(), this.#consuming.stop()]);
      throw error;
    }
  }

  async publish(message: EventMessage): Promise<void> {
    const { module, event, version, key, id } = message;
    const content = this.#encode(message);
    const publication = {
      exchange: eventsExchange(module),
      routingKey: routingKey(event, version, slotOf(key)),
      content,
      options: eventOptions(id),
      declare: () => declareEventsExchange(this.#publishing, module),
    };
    await this.#routed.publish(publication, () => this.#audience.isNone(message));
  }

  /** To the queue that has the message's key: so it waits there for others of its key. */
  async redeliver({ module, listener }: Subscription, message: EventMessage): Promise<void> {
    const partition = slotOf(message.key) % this.#settings.partitions;
    await this.#publisher.publish({
      exchange: replaysExchange(module),
      routingKey: eventQueue(module, listener, partition),
      content: this.#encode(message),
      options: { ...eventOptions(message.id), headers: { [REPLAY_HEADER]: true } },
      declare: () => declareReplaysExchange(this.#publishing, module),
    });
  }

  async subscribe(subscription: Subscription, deliver: Deliver): Promise<Subscribed> {
    const longest = eventQueue(subscription.module, subscription.listener, SLOTS);
    if (Buffer.byteLength(longest) > NAME_BYTES)
      throw new CarveoutError(
        optionRefused,
        `RabbitMQ adapter: queue name '${longest}' is longer than ${NAME_BYTES} bytes`,
      );
    const listener = new Listener(this.#consuming, this.#publisher, subscription, deliver);
    this.#marks.hears(listener);
    return this.#started(listener);
  }

  drain(module: string, keep: (letter: LinkDeadLetter) => Promise<void>): Promise<Subscribed> {
    return this.#started(new DeadLetterDrain(this.#consuming, module, keep));
  }

  async #started(consumer: Listener | DeadLetterDrain): Promise<Subscribed> {
    await consumer.start();
    this.#consumers.add(consumer);
    return {
      close: async () => {
        await consumer.close();
        this.#consumers.delete(consumer);
      },
    };
  }

  /**
   * @throws CarveoutError CARV-410 when the exchange for the module's own events exists and is another one; as the start
   *   does otherwise.
   */
  async subscribed(module: string): Promise<void> {
    await this.#marks.start();
    await insist(this.#settings, `say that '${module}' listens`, this.#stopping.signal, async () => {
      await this.#marks.add(module);
      // A module that publishes nothing needs none. To declare what exists is to compare it.
      if (await exchangeExists(this.#publishing, eventsExchange(module)))
        await declareEventsExchange(this.#publishing, module);
    });
  }

  health(): string | undefined {
    return this.#publishing.health() ?? this.#consuming.health();
  }

  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    const until = performance.now() + graceMs;
    const closed = Promise.all([...this.#consumers].map((consumer) => consumer.close()));
    const graceOver = new AbortController();
    await Promise.race([closed, sleep(graceMs, graceOver.signal)]);
    graceOver.abort();
    // Listeners may have set something aside up to now.
    await Promise.all([this.#publisher.stop(Math.max(0, until - performance.now())), this.#marks.close()]);
    await Promise.all([this.#publishing.stop(), this.#consuming.stop()]);
  }

  #encode(message: EventMessage): Buffer {
    const { messageBytes } = this.#settings;
    const where = `${message.module}.${message.event} (${message.id})`;
    let content: Buffer;
    try {
      content = Buffer.from(encodeEvent(message));
    } catch (error) {
      throw new CarveoutError(notCarriable, `event ${where} cannot be carried as JSON: ${lineOf(error)}`, {
        cause: error,
      });
    }
    if (content.length <= messageBytes) return content;
    throw new CarveoutError(
      notCarriable,
      `event ${where} has ${content.length} bytes as JSON; the link carries up to ${messageBytes} (limit messageBytes)`,
    );
  }
}

function eventOptions(id: string): Options.Publish {
  return { persistent: true, mandatory: true, messageId: id, type: EVENT_TYPE, contentType: 'application/json' };
}
