import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { expect, onTestFinished } from 'vitest';

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

/** Sends one request as it stands, and resolves with status and code of the problem that answers it. */
export async function refusalOf(port: number, request: string): Promise<string> {
  const raw = new Raw(port).send(request);
  const text = await raw.until(/\r\n\r\n\{.*\}$/);
  // What was no request can be followed by none.
  return refusalIn(text.includes('CARV-371') ? await raw.closed() : text);
}

/** Status and code of the one answer in `text`, a problem; asserts that its head says the same. */
export function refusalIn(text: string): string {
  const [, status, head = '', body = ''] = /^HTTP\/1\.1 (\d{3}) [\w ]+((?:\r\n.+)+)\r\n\r\n(\{.*\})$/.exec(text) ?? [];
  expect(status, text).toBeDefined();
  const { code, ...problem } = JSON.parse(body) as { readonly code: string };
  const header = (name: string): string | undefined => new RegExp(`\\r\\n${name}: (.+)`, 'i').exec(head)?.[1];
  expect(problem).toMatchObject({ status: Number(status), requestId: header('X-Request-Id') });
  expect(header('Content-Type')).toMatch(/^application\/problem\+json\b/);
  expect(header('Content-Length')).toBe(String(Buffer.byteLength(body)));
  if (code === 'CARV-371') expect(header('Connection')).toBe('close');
  return `${status} ${code}`;
}
