import type { Deliver, Subscribed, Subscription } from '@carveout/runtime';
import { NOT_FOUND, lineOf, replyCode } from '../connection/broker-fault.ts';
import type { SupervisedConnection } from '../connection/supervised-connection.ts';
import type { ConfirmedPublisher } from './confirmed-publisher.ts';
import { DeadLetters } from './dead-letters.ts';
import { PartitionConsumer } from './partition-consumer.ts';
import { queuesToYield } from './queues-to-yield.ts';
import { ReplicaCount } from './replica-count.ts';

/** All queues of one listener, consumed by this replica. */
export class Listener implements Subscribed {
  readonly subscription: Subscription;
  readonly #connection: SupervisedConnection;
  readonly #partitions: PartitionConsumer[] = [];
  readonly #replicas: ReplicaCount;
  #rebalancing: NodeJS.Timeout | undefined;
  #checking: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    connection: SupervisedConnection,
    publisher: ConfirmedPublisher,
    subscription: Subscription,
    deliver: Deliver,
  ) {
    this.subscription = subscription;
    this.#connection = connection;
    this.#replicas = new ReplicaCount(connection, subscription);
    const dead = new DeadLetters(publisher, connection, subscription);
    for (let partition = 0; partition < connection.settings.partitions; partition += 1)
      this.#partitions.push(new PartitionConsumer(connection, subscription, deliver, dead, partition));
  }

  async start(): Promise<void> {
    try {
      this.#replicas.start();
      await Promise.all(this.#partitions.map((partition) => partition.start()));
    } catch (error) {
      await this.close();
      throw error;
    }
    this.#scheduleRebalance();
    this.#checking = setInterval(() => void this.#check(), this.#connection.settings.consumersMs);
    this.#checking.unref();
  }

  /** Declares and binds the queues, whether or not they can be consumed. */
  async declare(): Promise<void> {
    await this.#connection.withChannel(async (channel, limited) => {
      for (const partition of this.#partitions) await partition.declare(channel, limited);
    });
  }

  close(): Promise<void> {
    clearTimeout(this.#rebalancing);
    clearInterval(this.#checking);
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([this.#replicas.close(), ...this.#partitions.map((partition) => partition.close())]);
  }

  #scheduleRebalance(): void {
    // Spread, so that replicas do not give way to each other at the same moment.
    const waitMs = this.#connection.settings.rebalanceMs * (0.75 + Math.random() / 2);
    this.#rebalancing = setTimeout(() => {
      this.#rebalance()
        .catch((error: unknown) => {
          this.#connection.settings.log.debug({ fault: lineOf(error) }, 'rabbitmq: queues not compared');
        })
        .finally(() => {
          if (this.#closing === undefined) this.#scheduleRebalance();
        });
    }, waitMs);
    this.#rebalancing.unref();
  }

  /** The first replica to come is active on every queue; it leaves the others their part when they come. */
  async #rebalance(): Promise<void> {
    const ready = this.#partitions.filter(({ channel }) => channel !== undefined);
    const replicas = await this.#replicas.count();
    const active = ready.filter((partition) => partition.active);
    const surplus = queuesToYield(active.length, this.#partitions.length, replicas);
    await Promise.all(active.slice(0, surplus).map((partition) => partition.yield('another replica takes its part')));
  }

  /** A channel that seems sound is not enough: the broker has to know of the consumer, too. Each queue for itself. */
  async #check(): Promise<void> {
    await Promise.all([this.#replicas, ...this.#partitions].map((consumer) => this.#checkOne(consumer)));
    await this.#connection
      .withChannel(async (channel, limited) => {
        for (const partition of this.#partitions) await partition.bind(channel, limited);
      })
      .catch((error: unknown) => {
        this.#connection.settings.log.debug({ fault: lineOf(error) }, 'rabbitmq: queues not bound again');
      });
  }

  async #checkOne(consumer: PartitionConsumer | ReplicaCount): Promise<void> {
    const before = consumer.channel;
    if (before === undefined) return;
    // For a queue with a single active consumer the broker counts that one alone.
    const known = await this.#replicas.consumersOf(consumer.queue).then(
      (consumers) => consumers > 0,
      (error: unknown) => replyCode(error) !== NOT_FOUND,
    );
    if (!known && consumer.channel === before && this.#closing === undefined)
      consumer.recycle('the broker knows no consumer of the queue');
  }
}
