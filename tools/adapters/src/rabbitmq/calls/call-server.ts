import type { Served } from '@carveout/runtime';
import { BackOff } from '../connection/back-off.ts';
import { homeIsDown, lineOf } from '../connection/broker-fault.ts';
import { sleep } from '../connection/sleep.ts';
import { callsExchange } from '../names.ts';
import { CallConsumer } from './call-consumer.ts';
import type { CallHosting } from './call-consumer.ts';
import { MAIN_LANE, SPARE_LANE, otherLane } from './call-lanes.ts';
import type { CallLane } from './call-lanes.ts';
import { declareCallQueue } from './declare-call-queue.ts';

/** The main lane's node is waited for by one question at a time, which RabbitMQ 4 answers when it is back, or in a minute. */
const RETURN_MS = 90_000;
/** A lane that held so long is taken for sound: the next move is quick again. */
const SOUND_MS = 5_000;

/**
 * The hosting side of one module: consumes its main lane, and the spare one for as long as the node that keeps the main
 * lane's queue is down.
 */
export class CallServer implements Served {
  readonly #hosting: CallHosting;
  readonly #stop = new AbortController();
  readonly #backOff: BackOff;
  readonly #left = new Set<Promise<void>>();
  #consumer: CallConsumer;
  #movedAt = 0;
  #moving: Promise<void> | undefined;
  #returning: NodeJS.Timeout | undefined;
  #isAsking = false;
  #closing: Promise<void> | undefined;

  constructor(hosting: CallHosting) {
    this.#hosting = hosting;
    this.#backOff = new BackOff(50, hosting.connection.settings.reconnectMs);
    this.#consumer = this.#consumerOf(MAIN_LANE);
  }

  async start(): Promise<void> {
    const fault = await this.#declare(MAIN_LANE);
    if (homeIsDown(fault)) this.#consumer = this.#consumerOf(SPARE_LANE);
    const first = this.#consumer;
    try {
      await first.start();
    } catch (error) {
      // Given up for the other lane, whose consumer was there before this one was closed.
      const moved = this.#consumer !== first && this.#closing === undefined;
      if (!moved) {
        await this.close();
        throw error;
      }
    }
    const { consumersMs } = this.#hosting.connection.settings;
    this.#returning = setInterval(() => void this.#return(), consumersMs);
    this.#returning.unref();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  health(): string | undefined {
    return this.#consumer.health();
  }

  async #close(): Promise<void> {
    clearInterval(this.#returning);
    this.#stop.abort();
    await this.#moving;
    await Promise.all([this.#consumer.close(), ...this.#left]);
  }

  #consumerOf(lane: CallLane): CallConsumer {
    const consumer: CallConsumer = new CallConsumer(this.#hosting, lane, () => {
      if (consumer === this.#consumer) this.#move(otherLane(lane), true);
    });
    return consumer;
  }

  /** Declares a lane's queue. Answers what the broker has against it. */
  #declare(lane: CallLane, patienceMs?: number): Promise<unknown> {
    const { connection, module } = this.#hosting;
    return connection
      .withChannel((channel) => declareCallQueue(connection, channel, module, lane, patienceMs, this.#stop.signal))
      .catch((error: unknown) => error);
  }

  /** Back to the main lane as soon as its queue can be had: that is where callers begin. */
  async #return(): Promise<void> {
    const { lane } = this.#consumer;
    if (lane === MAIN_LANE || this.#isAsking) return;
    this.#isAsking = true;
    const fault = await this.#declare(MAIN_LANE, RETURN_MS);
    this.#isAsking = false;
    if (fault === undefined && this.#consumer.lane === lane) this.#move(MAIN_LANE, false);
  }

  /** @param isLost whether the lane that is left is not to be had any more */
  #move(lane: CallLane, isLost: boolean): void {
    if (this.#closing !== undefined) return;
    this.#moving ??= this.#moveTo(lane, isLost).finally(() => (this.#moving = undefined));
  }

  /** The new lane is consumed before the old one is given up, whose calls are run to their end. */
  async #moveTo(lane: CallLane, isLost: boolean): Promise<void> {
    if (Date.now() - this.#movedAt > SOUND_MS) this.#backOff.reset();
    else await sleep(this.#backOff.next(), this.#stop.signal);
    if (this.#stop.signal.aborted) return;
    this.#movedAt = Date.now();
    const { module, connection } = this.#hosting;
    const { log } = connection.settings;
    log.warn({ module, queue: lane.queue(module) }, 'rabbitmq: calls are taken from another queue');
    const left = this.#consumer;
    this.#consumer = this.#consumerOf(lane);
    await this.#consumer.startSoon(this.#stop.signal);
    if (isLost) await this.#unbind(left.lane);
    const closed = left.close().catch((error: unknown) => {
      log.error({ module, fault: lineOf(error) }, 'rabbitmq: a queue of calls was not left');
    });
    this.#left.add(closed);
    void closed.finally(() => this.#left.delete(closed));
  }

  /**
   * Calls to a queue whose node is down come back at once where nothing leads to it: RabbitMQ 4 would drop them without a
   * word. RabbitMQ 3 has taken the binding away with the node, and refuses.
   */
  async #unbind(lane: CallLane): Promise<void> {
    const { connection, module } = this.#hosting;
    const queue = lane.queue(module);
    await connection
      .withChannel((channel, limited) =>
        limited(`unbind queue ${queue}`, channel.unbindQueue(queue, callsExchange(module), lane.key)),
      )
      .catch((error: unknown) =>
        connection.settings.log.debug({ module, fault: lineOf(error) }, 'rabbitmq: queue not unbound'),
      );
  }
}
