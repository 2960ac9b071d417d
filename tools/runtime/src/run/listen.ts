import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { CarveoutError, portTaken } from '../errors/index.ts';
import { serverLimits } from '../door/server-limits.ts';
import { KeptConnections } from './kept-connections.ts';

const IDLE_LOOK_MS = 250;

/** A server that listens, and how to end it. */
export interface Listening {
  readonly port: number;
  /** Answers as before, and tells each client that its connection ends with the answer. */
  announceClose(): void;
  /** Takes no new connections, ends kept ones when they are idle, and resolves with the last or when `graceMs` is over. */
  close(graceMs: number): Promise<void>;
}

/** @throws CarveoutError CARV-631 when the port is taken. */
export async function listen(
  listener: RequestListener,
  what: string,
  variable: string,
  port: number,
  host: string,
): Promise<Listening> {
  let closing = false;
  const server = createServer(serverLimits, (request, response) => {
    if (closing) response.setHeader('Connection', 'close');
    connections.began(request, response);
    listener(request, response);
  });
  const connections = new KeptConnections(server);
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
      const looks = setInterval(() => connections.endIdle(), IDLE_LOOK_MS);
      const force = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearInterval(looks);
      clearTimeout(force);
    },
  };
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
    server.listen(port, host, () => resolve());
  });
}
