import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

/** An answer over HTTP, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Sent {
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Several parts are sent in chunks, one after the other, without a length. */
  readonly body?: string | readonly (string | Buffer)[];
}

/**
 * One request over a connection of its own. What breaks after the answer has begun is not heard: a host may refuse a
 * body before it has arrived, and end the connection.
 */
export function send({ port, method, path, headers, body }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sending = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode!, headers: response.headers, text });
        sending.destroy();
      });
    });
    sending.on('error', reject);
    if (typeof body === 'string') sending.end(body);
    else if (body === undefined) sending.end();
    else {
      for (const part of body) sending.write(part);
      sending.end();
    }
  });
}
