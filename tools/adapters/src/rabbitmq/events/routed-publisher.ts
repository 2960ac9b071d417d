import { CarveoutError } from '@carveout/runtime';
import { lineOf } from '../connection/broker-fault.ts';
import type { SupervisedConnection } from '../connection/supervised-connection.ts';
import { publishNotConfirmed } from '../errors/carv-412-publish-not-confirmed.ts';
import type { Audience } from './audience.ts';
import type { ConfirmedPublisher, Publish } from './confirmed-publisher.ts';
import { Fifo } from './fifo.ts';
import { Unrouted } from './unrouted.ts';

/** Whether nobody listens, so that what no queue takes may be let go. */
type ForNobody = () => Promise<boolean>;

interface Waiting {
  readonly event: Publish;
  readonly forNobody: ForNobody;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Publishes events, and rejects those that no queue takes although somebody listens. Nothing goes out on a connection
 * before every module has said at the broker behind it what it hears: the broker would confirm what one listener's queue
 * takes, whether or not another's is there. That holds for `listeningMs`, in which those that run have connected: one that
 * never comes must not hold up all events of all others. On a route (exchange and routing key) of which it is not known that a queue
 * takes it, one message goes at a time: were more on their way while a listener binds its queue, then the first could come
 * back and its successors arrive.
 */
export class RoutedPublisher {
  readonly #publisher: ConfirmedPublisher;
  readonly #connection: SupervisedConnection;
  readonly #audience: Audience;
  /** The connection that this is known of: behind the next one may be a broker that has forgotten all queues. */
  #over: unknown;
  /** By `performance.now()`. */
  #overSince = 0;
  /** The connection of which it was logged that events wait no longer. */
  #toldOf: unknown;
  readonly #routed = new Set<string>();
  /** Routes on which one message is on its way, and those that wait behind it. */
  readonly #tried = new Map<string, Fifo<Waiting>>();
  #waiting = 0;
  #waitingBytes = 0;

  constructor(publisher: ConfirmedPublisher, connection: SupervisedConnection, audience: Audience) {
    this.#publisher = publisher;
    this.#connection = connection;
    this.#audience = audience;
  }

  /** @throws CarveoutError CARV-412 when it is not known that every listener's queue has the message. */
  publish(event: Publish, forNobody: ForNobody): Promise<void> {
    this.#beginAnew();
    const route = `${event.exchange} ${event.routingKey}`;
    const line = this.#tried.get(route);
    if (line !== undefined) return this.#wait(line, event, forNobody);
    if (this.#routed.has(route)) return this.#send(route, event, forNobody);
    this.#tried.set(route, new Fifo());
    return this.#try(route, event, forNobody);
  }

  #beginAnew(): void {
    const { open } = this.#connection;
    if (open === this.#over) return;
    this.#over = open;
    this.#overSince = performance.now();
    this.#routed.clear();
  }

  #wait(line: Fifo<Waiting>, event: Publish, forNobody: ForNobody): Promise<void> {
    const { publishWaiting, bufferedBytes } = this.#connection.settings;
    const full = this.#waiting >= publishWaiting || this.#waitingBytes + event.content.length > bufferedBytes;
    const refusal = full ? 'too many wait already (limits publishWaiting, bufferedBytes)' : this.#publisher.refusal();
    if (refusal !== undefined) return Promise.reject(notTried(event, refusal));
    this.#waiting += 1;
    this.#waitingBytes += event.content.length;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    line.push({ event, forNobody, resolve, reject });
    return promise;
  }

  async #send(route: string, event: Publish, forNobody: ForNobody): Promise<void> {
    try {
      await this.#publisher.publish(event);
    } catch (error) {
      this.#routed.delete(route);
      await letGo(error, forNobody);
    }
  }

  async #try(route: string, event: Publish, forNobody: ForNobody): Promise<void> {
    this.#beginAnew();
    const over = this.#over;
    try {
      if (!this.#audience.isComplete) await this.#hearAll(event);
      await this.#publisher.publish(event);
    } catch (error) {
      try {
        await letGo(error, forNobody);
      } catch (fault) {
        this.#rejectLine(route);
        throw fault;
      }
      return this.#tryNext(route);
    }
    // What one broker has said is not known of the next.
    if (this.#connection.open !== over) return this.#tryNext(route);
    this.#routed.add(route);
    const line = this.#tried.get(route)!;
    this.#tried.delete(route);
    // All of them at once: what is published from now on must not overtake them.
    for (const next of this.#taken(line)) this.#send(route, next.event, next.forNobody).then(next.resolve, next.reject);
  }

  /** @throws CarveoutError CARV-412 while it is to wait for a module, or when it is not to be learnt whether to. */
  async #hearAll(event: Publish): Promise<void> {
    // The broker would not answer; the publisher says why.
    if (this.#publisher.refusal() !== undefined) return;
    let missing: string | undefined;
    try {
      missing = await this.#audience.missing();
    } catch (error) {
      throw notTried(event, `the broker does not say who listens: ${lineOf(error)}`);
    }
    if (missing === undefined) {
      if (!this.#audience.isComplete) throw notTried(event, 'the connection was lost');
      return;
    }
    const { listeningMs, log } = this.#connection.settings;
    if (performance.now() - this.#overSince < listeningMs)
      throw notTried(
        event,
        `module '${missing}' has not said at this broker what it hears, which it does when it starts`,
      );
    if (this.#toldOf === this.#over) return;
    this.#toldOf = this.#over;
    log.warn({ missing }, 'rabbitmq: events wait no longer for a module that has not said what it hears');
  }

  #tryNext(route: string): void {
    const next = this.#tried.get(route)!.shift();
    if (next === undefined) return void this.#tried.delete(route);
    this.#left(next);
    this.#try(route, next.event, next.forNobody).then(next.resolve, next.reject);
  }

  #rejectLine(route: string): void {
    const line = this.#tried.get(route)!;
    this.#tried.delete(route);
    for (const { event, reject } of this.#taken(line)) reject(notTried(event, 'one before it was not confirmed'));
  }

  #taken(line: Fifo<Waiting>): Waiting[] {
    const all = line.takeAll();
    for (const one of all) this.#left(one);
    return all;
  }

  #left({ event }: Waiting): void {
    this.#waiting -= 1;
    this.#waitingBytes -= event.content.length;
  }
}

/** Rethrows, unless it came back and there is nobody that it was meant for. */
async function letGo(error: unknown, forNobody: ForNobody): Promise<void> {
  const nobody = error instanceof Unrouted && (await forNobody().catch(() => false));
  if (!nobody) throw error;
}

function notTried({ exchange, routingKey }: Publish, why: string): CarveoutError {
  return new CarveoutError(
    publishNotConfirmed,
    `a message to ${exchange} (${routingKey}) was not published: ${why}. Publish it again under the same id`,
  );
}
