import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { CallReply, Dispatch } from '@carveout/runtime';
import type { DecodedCall } from '../../wire/call-codec.ts';
import type { RunningCalls } from '../../wire/running-calls.ts';
import { AckLedger } from '../ack-ledger.ts';
import { NOT_FOUND, homeIsDown, lineOf, replyCode } from '../connection/broker-fault.ts';
import { sleep } from '../connection/sleep.ts';
import { SupervisedChannel } from '../connection/supervised-channel.ts';
import type { SupervisedConnection } from '../connection/supervised-connection.ts';
import type { Limited } from '../connection/within-limit.ts';
import { callsExchange } from '../names.ts';
import type { CallLane } from './call-lanes.ts';
import { declareCallQueue } from './declare-call-queue.ts';
import { failures } from './failures.ts';
import { CALLS_TYPE, decodeCalls, decodeNumbers } from './message-codec.ts';
import type { ReplySender } from './reply-sender.ts';

/** How long a closing host goes on to take what callers have queued already. */
const DRAIN_MS = 2_000;
const DRAIN_POLL_MS = 20;
/** How long a queue that is being left is consumed together with its successor, if that one does not come up. */
const SOON_MS = 2_000;

/** What a consumer needs beside its lane. */
export interface CallHosting {
  readonly connection: SupervisedConnection;
  readonly module: string;
  readonly dispatch: Dispatch;
  readonly answers: ReplySender;
  readonly running: RunningCalls;
}

/** Takes messages of calls from one queue, which a module's replicas share. */
export class CallConsumer {
  readonly lane: CallLane;
  readonly #connection: SupervisedConnection;
  readonly #module: string;
  readonly #queue: string;
  readonly #dispatch: Dispatch;
  readonly #answers: ReplySender;
  readonly #running: RunningCalls;
  readonly #channel: SupervisedChannel;
  readonly #idle: (() => void)[] = [];
  readonly #ready = Promise.withResolvers<void>();
  #ledger: AckLedger | undefined;
  #consumerTag: string | undefined;
  #calls = 0;
  #closing: Promise<void> | undefined;
  #watching: NodeJS.Timeout | undefined;
  #watched: Promise<void> = Promise.resolve();

  /** @param unavailable called when the node that keeps the queue is down or frozen */
  constructor(hosting: CallHosting, lane: CallLane, unavailable: () => void) {
    this.lane = lane;
    this.#connection = hosting.connection;
    this.#module = hosting.module;
    this.#queue = lane.queue(hosting.module);
    this.#dispatch = hosting.dispatch;
    this.#answers = hosting.answers;
    this.#running = hosting.running;
    this.#channel = new SupervisedChannel(hosting.connection, {
      name: `calls of ${hosting.module}`,
      confirm: false,
      setUp: (channel, limited) => this.#setUp(channel, limited),
      lost: () => this.#ledger?.close(),
      ready: () => this.#ready.resolve(),
      failed: (error) => {
        if (homeIsDown(error)) unavailable();
      },
    });
  }

  /** Resolves when it consumes; rejects as a channel's start does, and is closed then. */
  async start(): Promise<void> {
    await this.#channel.start();
    this.#keepWatching();
  }

  /** Consumes as soon as that is possible, however long it takes; resolves then, or after a while. */
  async startSoon(stop: AbortSignal): Promise<void> {
    this.#channel.startLater();
    this.#keepWatching();
    const late = new AbortController();
    const over = AbortSignal.any([late.signal, stop]);
    await Promise.race([this.#ready.promise, sleep(SOON_MS, over)]);
    late.abort();
  }

  #keepWatching(): void {
    this.#watching = setInterval(() => void (this.#watched = this.#watch()), this.#connection.settings.consumersMs);
    this.#watching.unref();
  }

  close(): Promise<void> {
    clearInterval(this.#watching);
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #setUp(channel: ConfirmChannel, limited: Limited): Promise<void> {
    // A closing host whose connection was lost meanwhile takes no more calls.
    if (this.#closing !== undefined) return;
    const name = this.#queue;
    await declareCallQueue(this.#connection, channel, this.#module, this.lane);
    const { callPrefetch } = this.#connection.settings;
    await limited('set the prefetch', channel.prefetch(callPrefetch));
    const ledger = new AckLedger(channel, this.#connection.turnEnd, callPrefetch);
    this.#ledger = ledger;
    const take = (message: ConsumeMessage | null): void => {
      if (message === null) this.#channel.recycle('the broker cancelled the consumer');
      else this.#take(message, ledger);
    };
    this.#consumerTag = (await limited(`consume ${name}`, channel.consume(name, take))).consumerTag;
    // Again: a last host that closes may have unbound it, before it could see this consumer.
    const bound = channel.bindQueue(name, callsExchange(this.#module), this.lane.key);
    await limited(`bind queue ${name}`, bound);
  }

  #take(message: ConsumeMessage, ledger: AckLedger): void {
    const { deliveryTag } = message.fields;
    const calls = this.#read(message);
    ledger.deliver(deliveryTag, lastDeadline(calls));
    const numbers = decodeNumbers(message.properties.correlationId);
    const replyTo: unknown = message.properties.replyTo;
    if (numbers === undefined || typeof replyTo !== 'string') {
      this.#connection.settings.log.warn({ module: this.#module }, 'rabbitmq: a message that is no call was dropped');
      return ledger.finish(deliveryTag);
    }
    let open = numbers.count;
    const now = Date.now();
    for (let index = 0; index < numbers.count; index += 1) {
      const number = numbers.first + index;
      this.#begin(calls?.[index], message.fields.redelivered, now, (reply) => {
        const full = this.#answers.send(replyTo, number, reply);
        open -= 1;
        if (open === 0) ledger.finish(deliveryTag);
        // After `finish`, so that answers and acknowledgement are one write.
        if (full) this.#connection.turnEnd.now();
      });
    }
  }

  #read(message: ConsumeMessage): DecodedCall[] | undefined {
    if (message.properties.type !== CALLS_TYPE) return undefined;
    try {
      return decodeCalls(message.content);
    } catch (error) {
      this.#connection.settings.log.warn(
        { module: this.#module, fault: lineOf(error) },
        'rabbitmq: calls cannot be read',
      );
      return undefined;
    }
  }

  /** Starts one call, or says why it is not started. */
  #begin(call: DecodedCall, redelivered: boolean, now: number, answer: (reply: CallReply) => void): void {
    // Another host had it and is gone: it may have run there. To run it again is the caller's to decide, under its key.
    if (redelivered) return answer(failures.answerLost('the host that took the call is gone'));
    if (call === undefined) return answer(failures.unreadable());
    if (call.envelope.deadline <= now) return answer(failures.expired());
    if (!this.#running.enter()) return answer(failures.hostFull(this.#connection.settings.callsRunning));
    this.#calls += 1;
    const { operation, envelope, input } = call;
    const end = (reply: CallReply): void => {
      this.#running.leave();
      this.#calls -= 1;
      answer(reply);
      if (this.#calls === 0) for (const idle of this.#idle.splice(0)) idle();
    };
    const broke = (error: unknown): void => {
      this.#connection.settings.log.error({ err: error, module: this.#module }, 'rabbitmq: a dispatch failed');
      end(failures.hostBroke());
    };
    try {
      this.#dispatch({ module: this.#module, operation, envelope, input }).then(end, broke);
    } catch (error) {
      broke(error);
    }
  }

  async #close(): Promise<void> {
    // One that is down has nothing to give back, and must not come up again only to be closed.
    const own = this.#channel.current === undefined ? 0 : 1;
    if (own === 0) await this.#channel.close();
    // It must not bind the queue after it has been unbound.
    await this.#watched;
    await this.#drainQueue(own).catch((error: unknown) => {
      this.#connection.settings.log.debug(
        { module: this.#module, fault: lineOf(error) },
        'rabbitmq: queue not drained',
      );
    });
    const channel = this.#channel.current;
    if (channel !== undefined && this.#consumerTag !== undefined) {
      const cancelled = channel.cancel(this.#consumerTag);
      await this.#connection.limited('cancel the consumer', cancelled).catch(() => undefined);
    }
    while (this.#calls > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
    // Answers of this turn are written, and then their messages acknowledged, before the channel goes.
    await new Promise<void>((resolve) => this.#connection.turnEnd.addLast(resolve));
    this.#ledger?.flush();
    await this.#channel.close();
  }

  /** A channel that seems sound is not enough: the broker has to know of the consumer, and lead calls to its queue. */
  async #watch(): Promise<void> {
    // A handler that never ends would keep its place of the prefetch window, and brokers do not always take it back.
    this.#ledger?.finishOverdue(Date.now());
    const channel = this.#channel.current;
    if (channel === undefined) return;
    const name = this.#queue;
    const known = await this.#connection
      .withChannel(async (own, limited) => {
        const { consumerCount } = await limited(`check queue ${name}`, own.checkQueue(name));
        if (this.#closing === undefined)
          await limited(`bind queue ${name}`, own.bindQueue(name, callsExchange(this.#module), this.lane.key));
        return consumerCount > 0;
      })
      .catch((error: unknown) => replyCode(error) !== NOT_FOUND);
    if (!known && this.#channel.current === channel && this.#closing === undefined)
      this.#channel.recycle('the broker knows no consumer of the queue');
  }

  /**
   * The last host takes the queue away first, so that new calls are known not to be sent, then what is left in it.
   * @param own how many of the queue's consumers are this one's: the others are of hosts that go on.
   */
  async #drainQueue(own: number): Promise<void> {
    const name = this.#queue;
    await this.#connection.withChannel(async (channel, limited) => {
      const { consumerCount } = await limited(`check queue ${name}`, channel.checkQueue(name));
      if (consumerCount > own) return;
      await limited(`unbind queue ${name}`, channel.unbindQueue(name, callsExchange(this.#module), this.lane.key));
      // Another host may have come in between; one that comes from now on binds it again.
      const now = await limited(`check queue ${name}`, channel.checkQueue(name));
      if (now.consumerCount > own) {
        await limited(`bind queue ${name}`, channel.bindQueue(name, callsExchange(this.#module), this.lane.key));
        return;
      }
      const until = performance.now() + DRAIN_MS;
      while (performance.now() < until) {
        const { messageCount } = await limited(`check queue ${name}`, channel.checkQueue(name));
        if (messageCount === 0) return;
        await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
      }
    });
  }

  health(): string | undefined {
    return this.#channel.health();
  }
}

/** When the last caller gives up waiting, in ms since 1970. */
function lastDeadline(calls: readonly DecodedCall[] = []): number {
  return calls.reduce((last, call) => Math.max(last, call?.envelope.deadline ?? -Infinity), -Infinity);
}
