import { Agent } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { routes } from '../../load/routes.ts';
import { send } from './send.ts';
import type { Tally } from './tally.ts';

const NOTICED_MS = 100;
const ASKED = { route: `kept: ${routes.index.name}`, method: 'GET', path: '/', headers: {}, expected: [200] } as const;

/**
 * A client that keeps one connection to one door for as long as that lets it. An answer has to tell it when to go;
 * a connection that ends without such word, however it ends, is a failure.
 */
export class PinnedClient {
  readonly #port: number;
  readonly #tally: Tally;
  readonly #isReady: () => boolean;
  readonly #asksEveryMs: number;
  readonly #over = new AbortController();
  readonly #running: Promise<void>;
  /** How often it was told. */
  told = 0;

  /** @param asksEveryMs less than the drain: who asks less often than that may find their connection closed. */
  constructor(port: number, tally: Tally, isReady: () => boolean, asksEveryMs: number) {
    this.#port = port;
    this.#tally = tally;
    this.#isReady = isReady;
    this.#asksEveryMs = asksEveryMs;
    this.#running = this.#run();
  }

  async end(): Promise<void> {
    this.#over.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#over.signal.aborted) {
      if (this.#isReady()) await this.#untilTold();
      await this.#pause();
    }
  }

  async #untilTold(): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const mayEnd = new WeakSet<Socket>();
    let socket: Socket | undefined;
    for (let goes = false; !goes && !this.#over.signal.aborted;) {
      const dueAt = performance.now();
      const outcome = await send(this.#port, ASKED, agent, (one) => {
        if (one !== socket) this.#watch(one, mayEnd);
        socket = one;
      });
      this.#tally.count(outcome, dueAt);
      if (outcome.told) this.told += 1;
      goes = outcome.told || outcome.failure !== undefined;
      if (!goes) await this.#pause();
      else if (socket !== undefined) mayEnd.add(socket);
    }
    if (socket !== undefined) mayEnd.add(socket);
    agent.destroy();
  }

  #watch(socket: Socket, mayEnd: WeakSet<Socket>): void {
    socket.once('close', async (broken) => {
      // The answer that told it may not have been looked at yet.
      await sleep(NOTICED_MS);
      if (mayEnd.has(socket)) return;
      const kind = broken ? 'reset' : 'unexpected';
      this.#tally.fail({ route: ASKED.route, kind, reason: 'a kept connection was closed without a word' });
    });
  }

  #pause(): Promise<void> {
    return sleep(this.#asksEveryMs, undefined, { signal: this.#over.signal }).catch(() => undefined);
  }
}
