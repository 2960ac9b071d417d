import type { Channel, ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { Deliver, DeliveryOutcome, Subscription } from '@carveout/runtime';
import { AckLedger } from '../ack-ledger.ts';
import { lineOf } from '../connection/broker-fault.ts';
import { sleep } from '../connection/sleep.ts';
import { SupervisedChannel } from '../connection/supervised-channel.ts';
import type { SupervisedConnection } from '../connection/supervised-connection.ts';
import type { Limited } from '../connection/within-limit.ts';
import { deadLetters, eventQueue, eventsExchange, replaysExchange } from '../names.ts';
import type { DeadLetters } from './dead-letters.ts';
import { declareDeadLetters } from './dead-letters.ts';
import { ensureForeignExchange } from './declare-exchange.ts';
import { REPLAY_HEADER, decodeEvent } from './event-codec.ts';
import { markHeard } from './marks.ts';
import { bindingKeys } from './partition.ts';
import { QUORUM_QUEUE } from './quorum-queue.ts';

/** What runs has so long to end before the queue goes to another replica, where it is handled again. */
const YIELD_MS = 5_000;
/** After a delivery came back although nobody closed the subscription. */
const RETURN_MS = 1_000;

/** One channel's worth of deliveries. */
interface Lane {
  readonly ledger: AckLedger;
  /** Aborted when the channel is gone: what it delivered will come again. */
  readonly gone: AbortController;
  running: number;
  delivered: number;
  /** Takes nothing more; what comes is left for the broker to give to others, in order, when the channel closes. */
  held: boolean;
}

/** Consumes one queue of a listener. At the broker only one replica's consumer of it is active. */
export class PartitionConsumer {
  readonly queue: string;
  readonly #connection: SupervisedConnection;
  readonly #subscription: Subscription;
  readonly #deliver: Deliver;
  readonly #deadLetters: DeadLetters;
  readonly #partition: number;
  readonly #channel: SupervisedChannel;
  readonly #idle: (() => void)[] = [];
  #lane: Lane | undefined;
  #closing = false;
  #returning: NodeJS.Timeout | undefined;

  constructor(
    connection: SupervisedConnection,
    subscription: Subscription,
    deliver: Deliver,
    dead: DeadLetters,
    partition: number,
  ) {
    this.#connection = connection;
    this.#subscription = subscription;
    this.#deliver = deliver;
    this.#deadLetters = dead;
    this.#partition = partition;
    this.queue = eventQueue(subscription.module, subscription.listener, partition);
    this.#channel = new SupervisedChannel(connection, {
      name: `events of ${this.queue}`,
      confirm: false,
      setUp: (channel, limited) => this.#setUp(channel, limited),
      lost: () => this.#endLane(),
    });
  }

  start(): Promise<void> {
    return this.#channel.start();
  }

  /** True while this replica is the one that the broker delivers to, as far as deliveries show. */
  get active(): boolean {
    return this.#lane !== undefined && this.#channel.current !== undefined && this.#lane.delivered > 0;
  }

  get channel(): ConfirmChannel | undefined {
    return this.#channel.current;
  }

  /**
   * Finishes what runs, then stands in line again behind the other replicas. What is retried without end must not keep
   * the queue from everybody: the inbox knows what has been handled.
   */
  async yield(reason: string): Promise<void> {
    const lane = this.#lane;
    if (lane === undefined) return;
    const late = new AbortController();
    await Promise.race([this.#finish(lane), sleep(YIELD_MS, late.signal)]);
    late.abort();
    lane.ledger.flush();
    if (lane === this.#lane && !this.#closing) this.#channel.recycle(reason);
  }

  recycle(reason: string): void {
    this.#channel.recycle(reason);
  }

  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#returning);
    const lane = this.#lane;
    if (lane !== undefined) await this.#finish(lane);
    // Closing the channel gives back what is not acknowledged, all of it at once and in order.
    await this.#channel.close();
  }

  /**
   * Binds the queue to all that it is to hear. What is bound already stays so: a channel that is sound does not show that
   * somebody has deleted an exchange, with its bindings.
   */
  async bind(channel: Channel, limited: Limited): Promise<void> {
    const { module, source } = this.#subscription;
    const { partitions } = this.#connection.settings;
    await ensureForeignExchange(this.#connection, source.module);
    for (const key of bindingKeys(source.event, source.version, this.#partition, partitions)) {
      const bound = channel.bindQueue(this.queue, eventsExchange(source.module), key);
      await limited(`bind queue ${this.queue}`, bound);
    }
    const replays = replaysExchange(module);
    await limited(`declare exchange ${replays}`, channel.assertExchange(replays, 'direct', { durable: true }));
    await limited(`bind queue ${this.queue}`, channel.bindQueue(this.queue, replays, this.queue));
  }

  /** Declares the queue and binds it. What is there already stays so. */
  async declare(channel: Channel, limited: Limited): Promise<void> {
    const { module } = this.#subscription;
    await declareDeadLetters(this.#connection, module);
    await markHeard(this.#connection, this.#subscription);
    const queue = {
      durable: true,
      arguments: {
        ...QUORUM_QUEUE,
        'x-single-active-consumer': true,
        'x-dead-letter-exchange': deadLetters(module),
        'x-dead-letter-strategy': 'at-least-once',
        'x-overflow': 'reject-publish',
      },
    };
    await limited(`declare queue ${this.queue}`, channel.assertQueue(this.queue, queue));
    await this.bind(channel, limited);
  }

  async #setUp(channel: ConfirmChannel, limited: Limited): Promise<void> {
    await this.declare(channel, limited);
    const { prefetch } = this.#connection.settings;
    await limited('set the prefetch', channel.prefetch(prefetch));
    const ledger = new AckLedger(channel, this.#connection.turnEnd, prefetch);
    const lane: Lane = { ledger, gone: new AbortController(), running: 0, delivered: 0, held: this.#closing };
    this.#lane = lane;
    const take = (message: ConsumeMessage | null): void => {
      if (message === null) this.#channel.recycle('the broker cancelled the consumer');
      else this.#take(message, lane);
    };
    await limited(`consume ${this.queue}`, channel.consume(this.queue, take));
  }

  #take(message: ConsumeMessage, lane: Lane): void {
    lane.delivered += 1;
    lane.ledger.deliver(message.fields.deliveryTag);
    if (lane.held || lane.gone.signal.aborted) return;
    lane.running += 1;
    void this.#handle(message, lane).finally(() => {
      lane.running -= 1;
      if (lane.running === 0) for (const idle of this.#idle.splice(0)) idle();
    });
  }

  async #handle(message: ConsumeMessage, lane: Lane): Promise<void> {
    const outcome = await this.#outcomeOf(message, lane.gone.signal);
    if (lane.gone.signal.aborted) return;
    if (outcome.kind === 'return') return this.#giveBack(lane);
    if (outcome.kind === 'set-aside' && !(await this.#deadLetters.keep(message, outcome.reason, lane.gone.signal)))
      return;
    lane.ledger.finish(message.fields.deliveryTag);
  }

  async #outcomeOf(message: ConsumeMessage, gone: AbortSignal): Promise<DeliveryOutcome> {
    let event;
    try {
      event = decodeEvent(message.content);
    } catch (error) {
      return { kind: 'set-aside', reason: `it cannot be read: ${lineOf(error)}` };
    }
    try {
      return await this.#deliver(event, cameBefore(message), gone);
    } catch (error) {
      this.#connection.settings.log.error({ err: error, queue: this.queue }, 'rabbitmq: a delivery failed');
      return { kind: 'return' };
    }
  }

  /**
   * One that comes back must not be overtaken by its successors, so this replica takes no more. The runtime says so when
   * it is about to close; should it not, then the queue is taken up again after a while.
   */
  #giveBack(lane: Lane): void {
    lane.held = true;
    if (this.#closing || this.#returning !== undefined) return;
    this.#returning = setTimeout(() => {
      this.#returning = undefined;
      void this.yield('a delivery was given back');
    }, RETURN_MS);
    this.#returning.unref();
  }

  async #finish(lane: Lane): Promise<void> {
    lane.held = true;
    while (lane.running > 0 && !lane.gone.signal.aborted)
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    lane.ledger.flush();
  }

  #endLane(): void {
    const lane = this.#lane;
    if (lane === undefined) return;
    lane.ledger.close();
    lane.gone.abort();
    for (const idle of this.#idle.splice(0)) idle();
  }
}

/** Delivered before, or published again for this listener alone. */
function cameBefore({ fields, properties }: ConsumeMessage): boolean {
  const headers = (properties.headers ?? {}) as Readonly<Record<string, unknown>>;
  // From 4.3 on what is given back is not counted as delivered, and is acquired all the same.
  const counted = Number(headers['x-delivery-count'] ?? 0) > 0 || Number(headers['x-acquired-count'] ?? 0) > 0;
  return fields.redelivered || counted || headers[REPLAY_HEADER] === true;
}
