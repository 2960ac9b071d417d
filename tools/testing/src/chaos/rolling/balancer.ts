import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { readiness } from './readiness.ts';

const LOOK_EVERY_MS = 200;

/** One door behind the balancer. */
export interface Target {
  readonly port: number;
  readonly adminPort: number;
}

/**
 * Hands each new connection to a target that was ready when it last looked, in turn, as the services of Kubernetes and
 * most balancers do. It keeps connections that are made, tries nothing again, and passes on how each side ends: a client
 * sees every reset.
 */
export class Balancer {
  readonly #targets: readonly Target[];
  readonly #ready = new Set<Target>();
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #looks: NodeJS.Timeout;
  #turn = 0;

  private constructor(targets: readonly Target[]) {
    this.#targets = targets;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#pass(client));
    this.#looks = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  static async listen(targets: readonly Target[]): Promise<Balancer> {
    const balancer = new Balancer(targets);
    await new Promise<void>((resolve) => balancer.#server.listen(0, '127.0.0.1', resolve));
    return balancer;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  isReady(target: Target): boolean {
    return this.#ready.has(target);
  }

  close(): void {
    clearInterval(this.#looks);
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #look(): void {
    for (const target of this.#targets) {
      void readiness(target.adminPort).then((status) => {
        if (status === 200) this.#ready.add(target);
        // One that is slow to answer has not said that it is not ready.
        else if (status !== 'late') this.#ready.delete(target);
      });
    }
  }

  #pass(client: Socket): void {
    const ready = this.#targets.filter((target) => this.#ready.has(target));
    const chosen = ready[this.#turn++ % ready.length];
    if (chosen === undefined) return void client.on('error', () => undefined).resetAndDestroy();
    const upstream = connect({ port: chosen.port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    this.#join(client, upstream);
    this.#join(upstream, client);
  }

  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.pipe(to);
    from.on('error', () => to.resetAndDestroy());
    from.on('close', () => this.#sockets.delete(from));
  }
}
