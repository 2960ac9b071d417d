import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';

/** One request exactly as it is to be sent: the path is not normalised. */
export interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends a request on a connection of its own. Rejects when the connection breaks before the answer is complete. */
export function exchange(url: string, { method = 'GET', path, headers = {}, body }: Sent): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sending = request({ hostname, port, method, path, headers, agent: false, timeout: 30_000 });
    sending.once('timeout', () => sending.destroy(new Error(`${method} ${path} was not answered within 30 s`)));
    sending.once('error', reject);
    sending.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.once('error', reject);
      response.once('end', () => {
        // What is left of the request is of no interest any more.
        sending.off('error', reject).on('error', () => undefined);
        resolve({ status: response.statusCode!, headers: response.headers, text });
      });
    });
    sending.end(body);
  });
}

/** Sends bytes that no HTTP client would, and answers all that comes until the server closes the connection. */
export function rawExchange(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(bytes, 'latin1'));
    socket.setTimeout(30_000, () => socket.destroy(new Error(`no end within 30 s, after: ${answer}`)));
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.once('error', reject);
    socket.once('close', () => resolve(answer));
  });
}
