/** So long a route may be refused, and nothing of it be confirmed, before the channel is doubted; doubled each time. */
const FIRST_MS = 2_000;
const LONGEST_MS = 60_000;

/**
 * Routes whose messages the broker refuses (`basic.nack`), and since when. Most refusals pass by themselves, or have a
 * reason that another channel does not change: a queue that is full. But a channel of RabbitMQ 3.10 that begins to publish
 * to a quorum queue in the moment in which its leader's node has died keeps that node as its leader, and refuses everything
 * until the node is back (mended later in 3.11 and 3.12: rabbitmq-server#9241).
 */
export class RefusedRoutes {
  readonly #since = new Map<string, number>();
  #patienceMs = FIRST_MS;

  confirmed(route: string): void {
    if (this.#since.size === 0 || !this.#since.delete(route)) return;
    if (this.#since.size === 0) this.#patienceMs = FIRST_MS;
  }

  /** True when another channel should be tried. @param now of a monotonic clock, in ms. */
  refused(route: string, now: number): boolean {
    const since = this.#since.get(route);
    if (since === undefined) this.#since.set(route, now);
    return since !== undefined && now - since >= this.#patienceMs;
  }

  /** Another channel is there: each route has its time again, and more of it. */
  tried(now: number): void {
    this.#patienceMs = Math.min(LONGEST_MS, this.#patienceMs * 2);
    for (const route of this.#since.keys()) this.#since.set(route, now);
  }
}
