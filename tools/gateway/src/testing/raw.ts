import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A connection on which a test writes what no client library would. */
export class Raw {
  readonly socket: Socket;
  #text = '';
  #closed = false;
  #changed: () => void = () => undefined;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    const changed = (): void => this.#changed();
    this.socket.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString('latin1');
      changed();
    });
    this.socket.on('close', () => {
      this.#closed = true;
      changed();
    });
    this.socket.on('error', () => undefined);
    onTestFinished(() => {
      this.socket.destroy();
    });
  }

  send(text: string): this {
    this.socket.write(text, 'latin1');
    return this;
  }

  /** Resolves with all that came, when `pattern` is in it or the other side has closed. */
  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.#text) && !this.#closed)
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    return this.#text;
  }

  /** Resolves with all that came, when the other side has closed. */
  closed(): Promise<string> {
    return this.until(/(?!)/);
  }

  get text(): string {
    return this.#text;
  }

  get isClosed(): boolean {
    return this.#closed;
  }
}

/** Sends one request as it stands, and resolves with the first answer's status; 0 when none came. */
export async function statusOf(port: number, request: string): Promise<number> {
  const raw = new Raw(port).send(request);
  const text = await raw.until(/^HTTP\/1\.1 \d{3}[^]*\r\n\r\n/);
  raw.socket.destroy();
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
}
