import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { IncomingMessage, RequestListener, Server, ServerOptions, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { SecureContextOptions, TlsOptions, TLSSocket } from 'node:tls';
import { CarveoutError, portTaken } from '../errors/index.ts';
import { serverLimits } from '../door/server-limits.ts';
import { UnreadableRequests } from './answer-unreadable.ts';
import type { UnreadableOptions } from './answer-unreadable.ts';
import { KeptConnections } from './kept-connections.ts';

const IDLE_LOOK_MS = 250;
const HANDSHAKE_MS = 10_000;

/** A server that listens, and how to end it. */
export interface Listening {
  readonly port: number;
  /** Answers as before, and tells each client that its connection ends with the answer. */
  announceClose(): void;
  /** Takes no new connections, ends kept ones when they are idle, and resolves with the last or when `graceMs` is over. */
  close(graceMs: number): Promise<void>;
}

/** Texts in PEM. */
export interface ServerTls {
  readonly key: string;
  readonly cert: string;
  /** Takes only those whose certificate this authority has signed; anybody may ask for health, as probes do. */
  readonly ca?: string | undefined;
}

export interface ListenOptions {
  /** Speak TLS. */
  readonly tls?: ServerTls | undefined;
  /** Changes to `serverLimits`. */
  readonly limits?: ServerOptions;
  /** Connections at a time; more are closed at once. @default as many as the system allows */
  readonly connections?: number;
  /** What is made of requests that cannot be read, beside answering them. */
  readonly unreadable?: UnreadableOptions | undefined;
  /** Sees the server before it listens. */
  readonly prepare?: (server: Server) => void;
}

/** @throws CarveoutError CARV-631 when the port is taken. */
export async function listen(
  listener: RequestListener,
  what: string,
  variable: string,
  port: number,
  host: string,
  { tls, limits, connections: most, unreadable, prepare }: ListenOptions = {},
): Promise<Listening> {
  let closing = false;
  const take: RequestListener = (request, response) => {
    if (closing) response.setHeader('Connection', 'close');
    if (!connections.began(request, response) || !unreadables.began(request, response)) return;
    if (tls?.ca !== undefined && !isKnown(request)) return refuseUnknown(response);
    listener(request, response);
  };
  const options = { ...serverLimits, ...limits, requireHostHeader: false };
  const server =
    tls === undefined
      ? createServer(options, take)
      : createSecureServer({ ...options, ...secured(tls), handshakeTimeout: HANDSHAKE_MS }, take);
  const sockets = socketsOf(server);
  if (most !== undefined) server.maxConnections = most;
  const connections = new KeptConnections(server);
  const unreadables = new UnreadableRequests(server, unreadable);
  prepare?.(server);
  await opened(server, what, variable, port, host);
  return {
    port: (server.address() as AddressInfo).port,
    announceClose: () => void (closing = true),
    close: async (graceMs) => {
      closing = true;
      // Closing resets connections that are not accepted yet: those of this turn are.
      await new Promise((resolve) => setImmediate(resolve));
      // Not the HTTP server's own close, which cuts idle connections at once: with them a request that is on the wire.
      const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
      // Once what has arrived is read: after a standstill timers come before sockets.
      const looks = setInterval(() => setImmediate(() => connections.endIdle()), IDLE_LOOK_MS);
      const force = setTimeout(() => sockets.forEach((socket) => socket.destroy()), graceMs);
      await closed;
      clearInterval(looks);
      clearTimeout(force);
    },
  };
}

function secured({ key, cert, ca }: ServerTls): SecureContextOptions & TlsOptions {
  // Those without a certificate come in as far as health.
  return {
    key,
    cert,
    minVersion: 'TLSv1.2',
    ...(ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: false }),
  };
}

function isKnown({ socket, url = '' }: IncomingMessage): boolean {
  return (socket as TLSSocket).authorized || url === '/health/ready' || url === '/health/live';
}

function refuseUnknown(response: ServerResponse): void {
  response.writeHead(403, { Connection: 'close' }).end();
}

/** All open connections, those too that have not come through a handshake: the server itself does not know them. */
function socketsOf(server: Server): Set<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

function opened(server: Server, what: string, variable: string, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === 'EADDRINUSE'
          ? 'is taken by another process'
          : `cannot be opened (${error.code ?? error.message})`;
      reject(
        new CarveoutError(
          portTaken,
          `${what}: port ${port} on ${host} ${reason}. Stop that process, or set ${variable} to a free port`,
          { cause: error },
        ),
      );
    });
    server.listen(port, host, () => {
      // Of a connection that could not be taken: others can.
      server.on('error', () => undefined);
      resolve();
    });
  });
}
