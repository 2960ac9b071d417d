import { CarveoutError } from '@carveout/runtime';
import { publishNotConfirmed } from '../errors/carv-412-publish-not-confirmed.ts';
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

interface Bounds {
  readonly publishWaiting: number;
  readonly bufferedBytes: number;
}

/**
 * Publishes events, and rejects those that no queue takes although somebody listens. On a route (exchange and routing
 * key) of which it is not known that a queue takes it, one message goes at a time: were more on their way while a
 * listener binds its queue, then the first could come back and its successors arrive.
 */
export class RoutedPublisher {
  readonly #publisher: ConfirmedPublisher;
  readonly #bounds: Bounds;
  readonly #routed = new Set<string>();
  /** Routes on which one message is on its way, and those that wait behind it. */
  readonly #tried = new Map<string, Fifo<Waiting>>();
  #waiting = 0;
  #waitingBytes = 0;

  constructor(publisher: ConfirmedPublisher, bounds: Bounds) {
    this.#publisher = publisher;
    this.#bounds = bounds;
  }

  /** @throws CarveoutError CARV-412 when it is not known that every listener's queue has the message. */
  publish(event: Publish, forNobody: ForNobody): Promise<void> {
    const route = `${event.exchange} ${event.routingKey}`;
    const line = this.#tried.get(route);
    if (line !== undefined) return this.#wait(line, event, forNobody);
    if (this.#routed.has(route)) return this.#send(route, event, forNobody);
    this.#tried.set(route, new Fifo());
    return this.#try(route, event, forNobody);
  }

  #wait(line: Fifo<Waiting>, event: Publish, forNobody: ForNobody): Promise<void> {
    const { publishWaiting, bufferedBytes } = this.#bounds;
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
    try {
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
    this.#routed.add(route);
    const line = this.#tried.get(route)!;
    this.#tried.delete(route);
    // All of them at once: what is published from now on must not overtake them.
    for (const next of this.#taken(line)) this.#send(route, next.event, next.forNobody).then(next.resolve, next.reject);
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
