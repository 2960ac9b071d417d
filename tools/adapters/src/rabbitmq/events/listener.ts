import type { Deliver, Subscribed, Subscription } from '@carveout/runtime';
import { lineOf } from '../connection/broker-fault.ts';
import type { SupervisedConnection } from '../connection/supervised-connection.ts';
import type { ConfirmedPublisher } from './confirmed-publisher.ts';
import { DeadLetters } from './dead-letters.ts';
import { PartitionConsumer } from './partition-consumer.ts';
import { queuesToYield } from './queues-to-yield.ts';
import { ReplicaCount } from './replica-count.ts';

/** All queues of one listener, consumed by this replica. */
export class Listener implements Subscribed {
  readonly #connection: SupervisedConnection;
  readonly #partitions: PartitionConsumer[] = [];
  readonly #replicas: ReplicaCount;
  #rebalancing: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    connection: SupervisedConnection,
    publisher: ConfirmedPublisher,
    subscription: Subscription,
    deliver: Deliver,
  ) {
    this.#connection = connection;
    this.#replicas = new ReplicaCount(connection, subscription);
    const dead = new DeadLetters(publisher, connection, subscription);
    for (let partition = 0; partition < connection.settings.partitions; partition += 1)
      this.#partitions.push(new PartitionConsumer(connection, subscription, deliver, dead, partition));
  }

  async start(): Promise<void> {
    try {
      await Promise.all([this.#replicas.start(), ...this.#partitions.map((partition) => partition.start())]);
    } catch (error) {
      await this.close();
      throw error;
    }
    this.#scheduleRebalance();
  }

  close(): Promise<void> {
    clearTimeout(this.#rebalancing);
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
    const ready = this.#partitions.filter((partition) => partition.ready);
    for (const partition of ready) {
      // For a queue with a single active consumer the broker counts that one alone.
      const consumers = await this.#replicas.consumersOf(partition.queue);
      if (consumers === 0) partition.recycle('the broker knows no consumer of the queue');
    }
    const replicas = await this.#replicas.count();
    const active = ready.filter((partition) => partition.active);
    const surplus = queuesToYield(active.length, this.#partitions.length, replicas);
    for (const partition of active.slice(0, surplus)) await partition.yield('another replica takes its part');
  }
}
