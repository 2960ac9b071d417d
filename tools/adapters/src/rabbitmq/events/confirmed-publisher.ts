import type { ConfirmChannel, Message, Options } from 'amqplib';
import { CarveoutError } from '@carveout/runtime';
import { lineOf } from '../connection/broker-fault.ts';
import { SupervisedChannel } from '../connection/supervised-channel.ts';
import type { SupervisedConnection } from '../connection/supervised-connection.ts';
import { publishNotConfirmed } from '../errors/carv-412-publish-not-confirmed.ts';
import { Fifo } from './fifo.ts';
import { RefusedRoutes } from './refused-routes.ts';
import { Unrouted } from './unrouted.ts';

/** A broker that has answered nothing for so long, though it owes an answer, is not healthy. */
const OVERDUE_MS = 5_000;

/** A message that is published and confirmed, or rejected. */
interface Publication {
  readonly exchange: string;
  readonly routingKey: string;
  readonly content: Buffer;
  readonly options: Options.Publish;
  /** Declares the exchange; run once per channel before the first message to it. */
  readonly declare: () => Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: CarveoutError) => void;
  at: number;
  number: number;
  returned: boolean;
}

export type Publish = Pick<Publication, 'exchange' | 'routingKey' | 'content' | 'options' | 'declare'>;

/**
 * Publishes in the order of the calls, with a bounded number of messages in flight. When the channel goes, everything in
 * flight and everything that waits is rejected: nobody knows what the broker has, and what is published again must not
 * be overtaken by its successors.
 */
export class ConfirmedPublisher {
  readonly #connection: SupervisedConnection;
  readonly #channel: SupervisedChannel;
  readonly #waiting = new Fifo<Publication>();
  readonly #inFlight = new Map<number, Publication>();
  readonly #declared = new Set<string>();
  readonly #refused = new RefusedRoutes();
  #declaring = false;
  #waitingBytes = 0;
  #nextNumber = 1;
  /** When the broker last answered, or began to owe an answer. */
  #owedSince = 0;
  #watch: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(connection: SupervisedConnection) {
    this.#connection = connection;
    this.#channel = new SupervisedChannel(connection, {
      name: 'events out',
      confirm: true,
      setUp: async (channel) => void channel.on('return', (message: Message) => this.#returned(message)),
      fault: () => this.#overdue(),
      lost: (reason) => this.#lost(reason),
    });
  }

  async start(): Promise<void> {
    await this.#channel.start();
    this.#watch = setInterval(() => this.#expire(), Math.min(1_000, this.#connection.settings.confirmMs));
    this.#watch.unref();
  }

  /** @throws CarveoutError CARV-412 when it is not known that the broker keeps the message. */
  publish(message: Publish): Promise<void> {
    const refusal = this.refusal();
    if (refusal !== undefined) return Promise.reject(unconfirmed(message, refusal));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const publication: Publication = { ...message, resolve, reject, at: 0, number: 0, returned: false };
    if (this.#waiting.size === 0 && this.#mayWrite(publication)) this.#write(publication);
    else {
      this.#waiting.push(publication);
      this.#waitingBytes += publication.content.length;
      this.#pump();
    }
    return promise;
  }

  /** Waits for confirmations, at most `graceMs`, then closes and rejects what is left. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    const until = performance.now() + graceMs;
    while (performance.now() < until && this.#inFlight.size + this.#waiting.size > 0)
      await new Promise((resolve) => setTimeout(resolve, 10));
    clearInterval(this.#watch);
    await this.#channel.close();
    this.#lost('the link was stopped');
  }

  /** Why nothing is taken for now. */
  refusal(): string | undefined {
    if (this.#stopping) return 'this process is stopping';
    if (this.#channel.current === undefined) return this.#channel.health() ?? 'the link is not started';
    if (this.#connection.blocked !== undefined) return this.#connection.health() ?? 'the broker blocks';
    const { publishWaiting, bufferedBytes } = this.#connection.settings;
    if (this.#waiting.size >= publishWaiting) return `${publishWaiting} messages wait already (limit publishWaiting)`;
    if (this.#waitingBytes + this.#connection.bufferedBytes() > bufferedBytes)
      return `${bufferedBytes} bytes wait to be written (limit bufferedBytes)`;
    return undefined;
  }

  #mayWrite(publication: Publication): boolean {
    return this.#inFlight.size < this.#connection.settings.publishWindow && this.#declared.has(publication.exchange);
  }

  #write(publication: Publication): void {
    const number = this.#nextNumber;
    this.#nextNumber += 1;
    publication.number = number;
    publication.at = performance.now();
    if (!this.#owed) this.#owedSince = publication.at;
    const { exchange, routingKey, content, options } = publication;
    const channel = this.#channel.current as ConfirmChannel;
    this.#inFlight.set(number, publication);
    try {
      const numbered = options.mandatory === true ? { ...options, correlationId: String(number) } : options;
      channel.publish(exchange, routingKey, content, numbered, (error: unknown) => this.#confirmed(publication, error));
    } catch (error) {
      this.#inFlight.delete(number);
      publication.reject(unconfirmed(publication, lineOf(error)));
    }
  }

  #confirmed(publication: Publication, error: unknown): void {
    if (!this.#inFlight.delete(publication.number)) return;
    this.#owedSince = performance.now();
    const { exchange, routingKey } = publication;
    const route = `${exchange} ${routingKey}`;
    const refused = error !== null && error !== undefined;
    if (refused) publication.reject(unconfirmed(publication, lineOf(error)));
    else if (publication.returned) publication.reject(new Unrouted(exchange, routingKey));
    else publication.resolve();
    if (!refused) this.#refused.confirmed(route);
    else if (this.#refused.refused(route, performance.now())) return this.#tryAnotherChannel(exchange, routingKey);
    this.#pump();
  }

  #tryAnotherChannel(exchange: string, routingKey: string): void {
    this.#refused.tried(performance.now());
    this.#channel.recycle(`it goes on to refuse messages to ${exchange} (${routingKey})`);
  }

  #pump(): void {
    if (this.#declaring) return;
    for (let next = this.#waiting.peek(); next !== undefined; next = this.#waiting.peek()) {
      if (!this.#declared.has(next.exchange)) return this.#declare(next);
      if (!this.#mayWrite(next)) return;
      this.#waiting.shift();
      this.#waitingBytes -= next.content.length;
      this.#write(next);
    }
  }

  #declare({ exchange, declare }: Publication): void {
    if (!this.#owed) this.#owedSince = performance.now();
    this.#declaring = true;
    const channel = this.#channel.current;
    const done = (error?: unknown): void => {
      this.#declaring = false;
      this.#owedSince = performance.now();
      if (error !== undefined) this.#rejectWaiting(`exchange ${exchange} could not be declared: ${lineOf(error)}`);
      else if (channel === this.#channel.current) this.#declared.add(exchange);
      this.#pump();
    };
    declare().then(() => done(), done);
  }

  /** An unroutable message is confirmed all the same; the return comes before the confirmation. */
  #returned(message: Message): void {
    const publication = this.#inFlight.get(Number(message.properties.correlationId));
    if (publication !== undefined) publication.returned = true;
  }

  #lost(reason: string): void {
    this.#declared.clear();
    const inFlight = [...this.#inFlight.values()];
    this.#inFlight.clear();
    for (const publication of inFlight) publication.reject(unconfirmed(publication, reason));
    this.#rejectWaiting(reason);
  }

  #rejectWaiting(reason: string): void {
    this.#waitingBytes = 0;
    for (const publication of this.#waiting.takeAll()) publication.reject(unconfirmed(publication, reason));
  }

  get #owed(): boolean {
    return this.#inFlight.size > 0 || this.#declaring;
  }

  #overdue(): string | undefined {
    const since = Math.max(this.#owedSince, this.#connection.unblockedAt);
    if (!this.#owed || performance.now() - since < OVERDUE_MS) return undefined;
    return `RabbitMQ has confirmed nothing for ${OVERDUE_MS} ms, and ${this.#inFlight.size} messages wait for it`;
  }

  #expire(): void {
    const { blocked, unblockedAt } = this.#connection;
    // It confirms nothing for as long as it says so.
    if (blocked !== undefined) return this.#rejectWaiting('the broker blocks');
    const [oldest] = this.#inFlight.values();
    const { confirmMs } = this.#connection.settings;
    if (oldest === undefined || performance.now() - Math.max(oldest.at, unblockedAt) < confirmMs) return;
    this.#channel.recycle(`no confirmation within ${confirmMs} ms (limit confirmMs)`);
  }
}

function unconfirmed({ exchange, routingKey }: Pick<Publish, 'exchange' | 'routingKey'>, why: string): CarveoutError {
  return new CarveoutError(
    publishNotConfirmed,
    `a message to ${exchange} (${routingKey}) was not confirmed: ${why}. Publish it again under the same id`,
  );
}
