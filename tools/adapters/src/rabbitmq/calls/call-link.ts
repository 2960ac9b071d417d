import type { CallLink, CallRequest, Dispatch, PendingReply, Served } from '@carveout/runtime';
import { RunningCalls } from '../../wire/running-calls.ts';
import { sleep } from '../connection/sleep.ts';
import { SupervisedConnection } from '../connection/supervised-connection.ts';
import type { Settings } from '../options.ts';
import { CallClient } from './call-client.ts';
import { CallServer } from './call-server.ts';
import { ReplySender } from './reply-sender.ts';

/** Calls over RabbitMQ: both directions on one connection. */
export class RabbitmqCallLink implements CallLink {
  readonly name = 'rabbitmq';
  readonly #connection: SupervisedConnection;
  readonly #client: CallClient;
  readonly #answers: ReplySender;
  readonly #running: RunningCalls;
  readonly #servers = new Set<CallServer>();

  constructor(settings: Settings) {
    this.#connection = new SupervisedConnection(settings, 'calls');
    this.#client = new CallClient(this.#connection);
    this.#answers = new ReplySender(this.#connection);
    this.#running = new RunningCalls(settings.callsRunning);
  }

  async start(): Promise<void> {
    try {
      await this.#connection.start();
      await this.#client.start();
    } catch (error) {
      await this.#connection.stop();
      throw error;
    }
  }

  send(request: CallRequest, pending: PendingReply): void {
    this.#client.send(request, pending);
  }

  async serve(module: string, dispatch: Dispatch): Promise<Served> {
    await this.#answers.start();
    const server = new CallServer({
      connection: this.#connection,
      module,
      dispatch,
      answers: this.#answers,
      running: this.#running,
    });
    await server.start();
    this.#servers.add(server);
    return {
      close: async () => {
        await server.close();
        this.#servers.delete(server);
      },
    };
  }

  health(): string | undefined {
    return this.#connection.health();
  }

  async stop(graceMs: number): Promise<void> {
    const until = performance.now() + graceMs;
    // Handlers that are still running may have calls of their own to make, so the caller's side closes last.
    if (this.#servers.size > 0) await this.#closeServers(graceMs);
    await this.#client.stop(Math.max(0, until - performance.now()));
    await this.#answers.stop();
    await this.#connection.stop();
  }

  async #closeServers(graceMs: number): Promise<void> {
    const graceOver = new AbortController();
    const closed = Promise.all([...this.#servers].map((server) => server.close()));
    await Promise.race([closed, sleep(graceMs, graceOver.signal)]);
    graceOver.abort();
  }
}
