import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly trailers: NodeJS.Dict<string>;
  readonly body: string;
}

export interface OpenUpstream {
  readonly port: number;
  readonly server: Server;
  /** Requests whose body has come to its end. */
  readonly seen: Seen[];
  /** How many requests have begun. */
  begun: number;
  /** Closes its port and breaks all its connections, as a killed process would. */
  kill(): Promise<void>;
}

/** Answers with what the request was, by default. */
export const echo = (seen: Seen, response: ServerResponse): void => {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ method: seen.method, url: seen.url, headers: seen.headers, body: seen.body }));
};

export interface UpstreamBehaviour {
  /** Answers when a request's body has come to its end. */
  readonly answer?: (seen: Seen, response: ServerResponse, request: IncomingMessage) => void;
  /** Takes a request as soon as its head is there; true when it has been dealt with. */
  readonly take?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** A small HTTP server that stands for an instance, until the test ends. */
export async function openUpstream({ answer = echo, take }: UpstreamBehaviour = {}): Promise<OpenUpstream> {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    upstream.begun += 1;
    if (take?.(request, response) === true) return;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const { method = '', url = '', headers, trailers } = request;
      const one = { method, url, headers, trailers, body: Buffer.concat(chunks).toString() };
      seen.push(one);
      answer(one, response, request);
    });
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const kill = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.resetAndDestroy();
    });
  onTestFinished(async () => {
    if (server.listening) await kill();
  });
  const upstream: OpenUpstream = { port: (server.address() as AddressInfo).port, server, seen, begun: 0, kill };
  return upstream;
}
