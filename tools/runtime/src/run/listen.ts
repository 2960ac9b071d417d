import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CarveoutError, portTaken } from '../errors/index.ts';
import { serverLimits } from '../door/server-limits.ts';

const IDLE_LOOK_MS = 20;

/** A server that listens, and how to end it. */
export interface Listening {
  readonly port: number;
  /** Takes no new connections, tells kept ones to close, and resolves when the last answer is out or `graceMs` is over. */
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
    listener(request, response);
  });
  await opened(server, what, variable, port, host);
  return {
    port: (server.address() as AddressInfo).port,
    close: async (graceMs) => {
      closing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      // A kept connection whose request was under way becomes idle only with its answer.
      const idle = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS);
      const force = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearInterval(idle);
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
