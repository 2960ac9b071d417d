import type { CallLink, CallRequest, Dispatch, PendingReply, Served } from '@carveout/runtime';
import { CallClient } from './client/call-client.ts';
import type { Settings } from './options.ts';
import { CallServer } from './server/call-server.ts';
import { TurnEnd } from './turn-end.ts';

/** Calls over HTTP: this process as a caller, and as a host. */
export class HttpCallLink implements CallLink {
  readonly name = 'http';
  readonly #client: CallClient;
  readonly #server: CallServer;
  #state: 'not started' | 'open' | 'closed' = 'not started';

  constructor(settings: Settings) {
    const turnEnd = new TurnEnd();
    this.#client = new CallClient(settings, turnEnd);
    this.#server = new CallServer(settings, turnEnd);
  }

  port(): number {
    return this.#server.port();
  }

  async start(): Promise<void> {
    await this.#server.start();
    this.#client.start();
    this.#state = 'open';
  }

  send(request: CallRequest, pending: PendingReply): void {
    this.#client.send(request, pending);
  }

  serve(module: string, dispatch: Dispatch): Promise<Served> {
    const hosted = this.#server.serve(module, dispatch);
    return Promise.resolve({ close: () => hosted.close() });
  }

  health(): string | undefined {
    return this.#state === 'open' ? undefined : `the HTTP link is ${this.#state}`;
  }

  async stop(graceMs: number): Promise<void> {
    const until = performance.now() + graceMs;
    this.#state = 'closed';
    const closed = this.#server.close(graceMs);
    // Handlers that are still running may have calls of their own to make, so the caller's side closes last.
    if (this.#server.hosts) await this.#server.idle(graceMs);
    await this.#client.stop(Math.max(0, until - performance.now()));
    await closed;
  }
}
