import { Agent, request } from 'node:http';

/** What came of one request. */
export type Reply =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  /** `sent` is false when the shop cannot have seen it. */
  | { readonly kind: 'broken'; readonly sent: boolean; readonly reason: string };

/** More than the door gives a request. */
const ANSWER_WITHIN_MS = 12_000;

/** Requests at the door over kept connections, as a client's program makes them. */
export class DoorClient {
  readonly #url: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: Infinity });

  constructor(url: string) {
    this.#url = new URL(url);
  }

  post(path: string, body: object, headers: Readonly<Record<string, string>>): Promise<Reply> {
    const text = JSON.stringify(body);
    return new Promise((resolve) => {
      let connected = false;
      const broken = (reason: string): void => resolve({ kind: 'broken', sent: connected, reason });
      const sending = request({
        hostname: this.#url.hostname,
        port: this.#url.port,
        method: 'POST',
        path,
        agent: this.#agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers },
      });
      const late = setTimeout(() => sending.destroy(new Error('no answer in time')), ANSWER_WITHIN_MS);
      sending.once('close', () => clearTimeout(late));
      sending.once('socket', (socket) => {
        connected = !socket.connecting;
        if (!connected) socket.once('connect', () => (connected = true));
      });
      sending.once('error', (error: NodeJS.ErrnoException) => broken(error.code ?? error.message));
      sending.once('response', (response) => {
        let answer = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
        response.once('error', (error) => broken(error.message));
        response.once('end', () => resolve({ kind: 'answer', status: response.statusCode!, body: parsed(answer) }));
      });
      sending.end(text);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
