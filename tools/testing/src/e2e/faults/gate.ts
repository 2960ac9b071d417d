import { freePort, forRestarts } from '../../backing/processes/free-port.ts';
import { openTcpProxy } from '../../chaos/proxy/tcp-proxy.ts';
import type { TcpProxy } from '../../chaos/proxy/tcp-proxy.ts';

/**
 * The only way to a server that runs. While it is shut nobody listens there, as if the server were down; but it opens at
 * once, where a server takes its time to start.
 */
export class Gate {
  readonly #from: number;
  readonly #to: number;
  #proxy: TcpProxy | undefined;

  private constructor(from: number, to: number) {
    this.#from = from;
    this.#to = to;
  }

  /** Shut, in front of the server at the port of this address. */
  static async before(url: string): Promise<Gate> {
    return new Gate(await freePort(undefined, forRestarts), Number(new URL(url).port));
  }

  /** The same address by way of the gate. */
  through(url: string): string {
    const address = new URL(url);
    address.port = String(this.#from);
    return address.href;
  }

  async open(): Promise<void> {
    this.#proxy ??= await openTcpProxy({ port: this.#to, at: this.#from });
  }

  /** Resets what goes through it. */
  async shut(): Promise<void> {
    await this.#proxy?.close();
    this.#proxy = undefined;
  }
}
