import type { Subscription } from '@carveout/runtime';
import { SupervisedChannel } from '../connection/supervised-channel.ts';
import type { SupervisedConnection } from '../connection/supervised-connection.ts';
import type { Limited } from '../connection/within-limit.ts';
import { replicasQueue } from '../names.ts';
import type { Channel } from 'amqplib';

const IDLE_QUEUE_MS = 60_000;

/** Makes this replica of a listener count, and counts all of them. */
export class ReplicaCount {
  readonly #connection: SupervisedConnection;
  readonly queue: string;
  readonly #channel: SupervisedChannel;

  constructor(connection: SupervisedConnection, { module, listener }: Subscription) {
    this.#connection = connection;
    this.queue = replicasQueue(module, listener);
    this.#channel = new SupervisedChannel(connection, {
      name: `replicas of ${module}.${listener}`,
      confirm: false,
      dispensable: true,
      setUp: (channel, limited) => this.#setUp(channel, limited),
      lost: () => undefined,
    });
  }

  /** Counts as soon as the broker lets it: a queue that cannot be had, its node being down, keeps nobody from listening. */
  start(): void {
    this.#channel.startLater();
  }

  close(): Promise<void> {
    return this.#channel.close();
  }

  count(): Promise<number> {
    return this.consumersOf(this.queue);
  }

  get channel(): Channel | undefined {
    return this.#channel.current;
  }

  recycle(reason: string): void {
    this.#channel.recycle(reason);
  }

  /** Rejects with the broker's 404 where there is no such queue. */
  consumersOf(queue: string): Promise<number> {
    return this.#connection.withChannel(async (channel, limited) => {
      const { consumerCount } = await limited(`check queue ${queue}`, channel.checkQueue(queue));
      return consumerCount;
    });
  }

  async #setUp(channel: Channel, limited: Limited): Promise<void> {
    const options = {
      durable: true,
      autoDelete: true,
      arguments: { 'x-queue-type': 'classic', 'x-expires': IDLE_QUEUE_MS },
    };
    await limited(`declare queue ${this.queue}`, channel.assertQueue(this.queue, options));
    const again = (message: unknown): void => {
      if (message === null) this.#channel.recycle('the broker cancelled the consumer');
    };
    await limited(`consume ${this.queue}`, channel.consume(this.queue, again, { noAck: true }));
  }
}
