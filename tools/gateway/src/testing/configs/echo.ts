import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Address } from '../../generate/instances.ts';

/** A request as a server behind nginx got it. */
export interface Received {
  readonly server: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface Listening {
  readonly address: Address;
  /** What has arrived, the last one last. */
  readonly received: Received[];
  close(): Promise<void>;
}

/** A server on loopback that remembers each request before it is answered. */
export async function listening(
  name: string,
  answer: (request: Received, ...rest: Parameters<RequestListener>) => void,
): Promise<Listening> {
  const received: Received[] = [];
  // Longer than a test takes: what is in front of it keeps connections, and must not meet the end of one.
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    void bodyOf(request).then((body) => {
      const { method = '', url = '' } = request;
      const one = { server: name, method, url, headers: request.headers as Received['headers'], body };
      received.push(one);
      answer(one, request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    received,
    close: () => closed(server),
  };
}

/**
 * Answers each request with what arrived; breaks off at an address with `broken`, and says nothing at one with `mute`. A
 * field `control` of the query is told as `Cache-Control`.
 */
export function echoing(name: string): Promise<Listening> {
  return listening(name, (one, _request, response) => {
    if (one.url.includes('mute')) return;
    if (one.url.includes('broken')) {
      response.destroy();
      return;
    }
    response.setHeader('Content-Type', 'application/json');
    const control = new URL(one.url, 'http://any').searchParams.get('control');
    if (control !== null) response.setHeader('Cache-Control', control);
    response.setHeader('X-Powered-By', name);
    response.setHeader('Carveout-Principal', 'from inside');
    response.end(JSON.stringify(one));
  });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk as string;
  return body;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
