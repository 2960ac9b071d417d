import { randomBytes } from 'node:crypto';
import type { ConfirmChannel, ConsumeMessage, Message, Options } from 'amqplib';
import type { CallReply, CallRequest, PendingReply } from '@carveout/runtime';
import { shareOf, splitIntoBatches } from '../../wire/batches.ts';
import { encodeCall } from '../../wire/call-codec.ts';
import { BATCH_CALLS } from '../../wire/limits.ts';
import { lineOf } from '../connection/broker-fault.ts';
import { exchangeExists } from '../connection/exchange-exists.ts';
import { SupervisedChannel } from '../connection/supervised-channel.ts';
import type { SupervisedConnection } from '../connection/supervised-connection.ts';
import type { Limited } from '../connection/within-limit.ts';
import { callsExchange, replyQueue } from '../names.ts';
import { MAIN_LANE, SPARE_LANE } from './call-lanes.ts';
import { failures } from './failures.ts';
import { findLane } from './find-lane.ts';
import { CALLS_TYPE, decodeNumbers, decodeReplies, encodeNumbers } from './message-codec.ts';
import { CallTarget } from './outgoing-call.ts';
import type { OutgoingCall } from './outgoing-call.ts';
import { ReplyBinding } from './reply-binding.ts';

/** How often calls that settled by their deadline are forgotten. */
const FORGET_MS = 1_000;
/** The shortest time between two looks for settled calls, however many calls are refused meanwhile. */
const FORGET_AGAIN_MS = 20;
/** The broker refuses absurd times to live; a call that may take longer than a day does not expire in the queue sooner. */
const LONGEST_MS = 86_400_000;

/** The caller's side: gathers the calls of a turn, writes them as few messages, hands answers to their calls. */
export class CallClient {
  readonly #connection: SupervisedConnection;
  readonly #channel: SupervisedChannel;
  readonly #replies: ReplyBinding;
  readonly #targets = new Map<string, CallTarget>();
  readonly #inFlight = new Map<number, OutgoingCall>();
  #dirty: CallTarget[] = [];
  #waiting = 0;
  #waitingBytes = 0;
  #nextNumber = 1;
  #replyTo = '';
  #scheduled = false;
  #stopping = false;
  #forgotAt = 0;
  #forgetting: NodeJS.Timeout | undefined;
  #watching: NodeJS.Timeout | undefined;

  constructor(connection: SupervisedConnection) {
    this.#connection = connection;
    this.#replies = new ReplyBinding(connection);
    this.#channel = new SupervisedChannel(connection, {
      name: 'calls',
      confirm: false,
      setUp: (channel, limited) => this.#setUp(channel, limited),
      lost: (reason) => this.#lost(reason),
    });
  }

  async start(): Promise<void> {
    await this.#channel.start();
    this.#forgetting = setInterval(() => {
      this.#forgetSettled();
      this.#askAboutSilent();
    }, FORGET_MS);
    this.#forgetting.unref();
    const bindAgain = (): void => void this.#replies.bindAgain(this.#channel.current, this.#replyTo);
    this.#watching = setInterval(bindAgain, this.#connection.settings.consumersMs);
    this.#watching.unref();
  }

  send(request: CallRequest, pending: PendingReply): void {
    const refusal = this.#refusal();
    if (refusal !== undefined) return pending.reply(refusal);
    let input: string | undefined;
    try {
      input = JSON.stringify(request.input);
    } catch (error) {
      return pending.reply(failures.notJson(lineOf(error)));
    }
    const text = encodeCall(request, input);
    const bytes = Buffer.byteLength(text);
    const { messageBytes } = this.#connection.settings;
    if (bytes > messageBytes) return pending.reply(failures.tooLarge(bytes, messageBytes));
    if (input !== undefined) pending.keep(input);
    const target = this.#targetOf(request.module);
    if (target.waiting.length === 0) this.#dirty.push(target);
    target.waiting.push({ text, bytes, deadline: request.envelope.deadline, pending, target });
    this.#waiting += 1;
    this.#waitingBytes += bytes;
    if (!this.#scheduled) {
      this.#scheduled = true;
      this.#connection.turnEnd.add(this.#flush);
    }
    if (target.waiting.length >= BATCH_CALLS && target.state === 'known') this.#connection.turnEnd.now();
  }

  /** Refuses new calls, waits until those in flight have settled, at most `graceMs`, and reports the rest. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    const until = performance.now() + graceMs;
    while (performance.now() < until && this.#unsettled()) await new Promise((resolve) => setTimeout(resolve, 10));
    clearInterval(this.#forgetting);
    clearInterval(this.#watching);
    await this.#channel.close();
    this.#fail('the link was closed');
  }

  #refusal(): CallReply | undefined {
    if (this.#stopping) return failures.stopping();
    if (this.#channel.current === undefined)
      return failures.linkDown(this.#channel.health() ?? 'the link is not started');
    if (this.#connection.blocked !== undefined) return failures.linkDown(this.#connection.health() ?? 'blocked');
    const { callsInFlight, bufferedBytes } = this.#connection.settings;
    if (this.#inFlight.size + this.#waiting >= callsInFlight) {
      this.#forgetSettled();
      if (this.#inFlight.size + this.#waiting >= callsInFlight)
        return failures.linkFull(`${callsInFlight} calls are in flight (limit callsInFlight)`);
    }
    if (this.#waitingBytes + this.#connection.bufferedBytes() > bufferedBytes)
      return failures.linkFull(`${bufferedBytes} bytes wait to be written (limit bufferedBytes)`);
    return undefined;
  }

  #targetOf(module: string): CallTarget {
    let target = this.#targets.get(module);
    if (target === undefined) this.#targets.set(module, (target = new CallTarget(module)));
    return target;
  }

  async #setUp(channel: ConfirmChannel, limited: Limited): Promise<void> {
    // A new name each time: the broker may hold the old connection, and its exclusive queue, for a while longer.
    const replyTo = replyQueue(this.#connection.settings.host, randomBytes(6).toString('hex'));
    const queue = { exclusive: true, durable: false, autoDelete: true, arguments: { 'x-queue-type': 'classic' } };
    await limited('declare the queue of answers', channel.assertQueue(replyTo, queue));
    await this.#replies.bind(channel, replyTo);
    const take = (message: ConsumeMessage | null): void => {
      if (message === null) this.#channel.recycle('the broker cancelled the consumer of answers');
      else this.#take(message);
    };
    channel.on('return', (message: Message) => this.#returned(message));
    await limited('consume answers', channel.consume(replyTo, take, { noAck: true, exclusive: true }));
    this.#replyTo = replyTo;
  }

  readonly #flush = (): void => {
    this.#scheduled = false;
    const targets = this.#dirty;
    this.#dirty = [];
    for (const target of targets) {
      if (target.state === 'known') this.#write(target);
      else if (target.state === 'unknown') this.#ask(target);
    }
  };

  #takeWaiting(target: CallTarget): OutgoingCall[] {
    const calls = target.waiting;
    target.waiting = [];
    this.#waiting -= calls.length;
    for (const call of calls) this.#waitingBytes -= call.bytes;
    return calls;
  }

  #write(target: CallTarget): void {
    const calls = this.#takeWaiting(target).filter((call) => !call.pending.settled);
    if (calls.length === 0) return;
    const now = performance.now();
    for (const batch of splitIntoBatches(calls, shareOf(calls.length, target.replicas(now)))) this.#publish(batch, now);
  }

  /** @param now by `performance.now()`, as all that is told to a target */
  #publish(batch: OutgoingCall[], now: number): void {
    const first = this.#nextNumber;
    let latest = 0;
    let body = '';
    for (const call of batch) {
      body += (body === '' ? '[' : ',') + call.text;
      if (call.deadline > latest) latest = call.deadline;
    }
    const { target } = batch[0]!;
    try {
      const channel = this.#channel.current;
      if (channel === undefined) throw new Error('the channel is closed');
      channel.publish(callsExchange(target.module), target.lane.key, Buffer.from(`${body}]`), {
        type: CALLS_TYPE,
        replyTo: this.#replyTo,
        correlationId: encodeNumbers(first, batch.length),
        expiration: Math.min(LONGEST_MS, Math.max(1, Math.ceil(latest - Date.now()))),
        mandatory: true,
      });
    } catch (error) {
      for (const call of batch) call.pending.reply(failures.linkDown(lineOf(error)));
      return;
    }
    this.#nextNumber += batch.length;
    target.sent(now);
    for (let index = 0; index < batch.length; index += 1) {
      const call = batch[index]!;
      call.text = '';
      this.#inFlight.set(first + index, call);
      call.pending.sent();
    }
  }

  /** Asks the broker whether the module has an exchange, and meanwhile lets its calls wait. */
  #ask(target: CallTarget): void {
    target.state = 'asking';
    const channel = this.#channel.current;
    exchangeExists(this.#connection, callsExchange(target.module)).then(
      (exists) => {
        if (channel !== this.#channel.current)
          return this.#refuseWaiting(target, failures.linkDown('the link was lost'));
        target.state = exists ? 'known' : 'unknown';
        if (exists) return this.#write(target);
        this.#refuseWaiting(target, failures.noHost(target.module));
      },
      (error: unknown) => this.#refuseWaiting(target, failures.linkDown(lineOf(error))),
    );
  }

  #refuseWaiting(target: CallTarget, reply: CallReply): void {
    if (target.state === 'asking') target.state = 'unknown';
    for (const call of this.#takeWaiting(target)) call.pending.reply(reply);
  }

  #take(message: ConsumeMessage): void {
    const host = String(message.properties.appId ?? '');
    const now = performance.now();
    try {
      decodeReplies(message.content, (number, reply) => {
        const call = this.#inFlight.get(number);
        if (call === undefined) return;
        this.#inFlight.delete(number);
        call.target.answeredBy(host, now);
        call.pending.reply(reply);
      });
    } catch (error) {
      this.#connection.settings.log.error({ err: error, host }, 'rabbitmq: answers that cannot be read were dropped');
    }
  }

  /** No host consumes this lane: then the other one, or none. */
  #returned(message: Message): void {
    const numbers = decodeNumbers(message.properties.correlationId);
    if (numbers === undefined) return;
    const { first, count } = numbers;
    const calls = Array.from({ length: count }, (_, index) => this.#inFlight.get(first + index));
    const call = calls.find((one) => one !== undefined);
    if (call === undefined) return;
    const { target } = call;
    target.heard();
    target.lane = call.resent || message.fields.routingKey !== MAIN_LANE.key ? MAIN_LANE : SPARE_LANE;
    const wanted = calls.some((one) => one?.pending.settled === false);
    if (wanted && !call.resent && this.#resend(message, calls, target)) return;
    for (let number = first; number < first + count; number += 1) this.#inFlight.delete(number);
    for (const one of calls) one?.pending.reply(failures.noHost(target.module));
  }

  #resend({ content, properties }: Message, calls: readonly (OutgoingCall | undefined)[], target: CallTarget): boolean {
    const { type, replyTo, correlationId, expiration } = properties as unknown as Record<string, string>;
    const options = { type, replyTo, correlationId, expiration, mandatory: true } as Options.Publish;
    try {
      this.#channel.current?.publish(callsExchange(target.module), target.lane.key, content, options);
    } catch {
      return false;
    }
    for (const call of calls) if (call !== undefined) call.resent = true;
    target.sent(performance.now());
    return true;
  }

  /** The queue of answers is gone with the channel: nothing sent so far can be answered any more. */
  #lost(reason: string): void {
    for (const target of this.#targets.values()) target.state = 'unknown';
    this.#fail(`the link was lost (${reason})`);
  }

  #fail(why: string): void {
    for (const target of this.#targets.values()) this.#refuseWaiting(target, failures.linkDown(why));
    const calls = [...this.#inFlight.values()];
    this.#inFlight.clear();
    for (const call of calls) call.pending.reply(failures.answerLost(why));
  }

  #forgetSettled(): void {
    const now = performance.now();
    if (now - this.#forgotAt < FORGET_AGAIN_MS) return;
    this.#forgotAt = now;
    for (const [number, call] of this.#inFlight) if (call.pending.settled) this.#inFlight.delete(number);
  }

  /** A call that waits in a queue without hosts does not come back; nor one to a queue that died with its node, everywhere. */
  #askAboutSilent(): void {
    const now = performance.now();
    for (const target of this.#targets.values()) {
      if (!target.isSilent(now)) continue;
      target.heard();
      void findLane(this.#connection, target.module, target.lane).then((lane) => (target.lane = lane ?? target.lane));
    }
  }

  #unsettled(): boolean {
    for (const call of this.#inFlight.values()) if (!call.pending.settled) return true;
    return this.#waiting > 0;
  }
}
