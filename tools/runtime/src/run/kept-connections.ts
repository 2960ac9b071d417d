import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';

interface Kept {
  /** Requests under way. */
  open: number;
  /** Bytes that had been read at the last look. */
  read: number;
  ended: boolean;
}

/** The connections of a server, so that idle ones can be ended without cutting off a request that is on the wire. */
export class KeptConnections {
  readonly #kept = new Map<Socket, Kept>();

  constructor(server: Server) {
    // With TLS, requests know the inner socket.
    server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.#kept.set(socket, { open: 0, read: -1, ended: false });
      socket.once('close', () => this.#kept.delete(socket));
    });
  }

  /** Counts a request until its answer is out. False for one that comes too late: it could be done, but not answered. */
  began({ socket }: IncomingMessage, response: ServerResponse): boolean {
    const kept = this.#kept.get(socket);
    if (kept === undefined) return true;
    if (kept.ended) {
      socket.destroy();
      return false;
    }
    kept.open++;
    response.once('close', () => kept.open--);
    return true;
  }

  /**
   * Ends the connections that have been idle since the last look: one that the first look finds idle may have a request
   * on its way. They are told the end, and closed for good only by the next look.
   */
  endIdle(): void {
    for (const [socket, kept] of this.#kept) {
      const idle = kept.open === 0 && kept.read === socket.bytesRead;
      kept.read = socket.bytesRead;
      if (!idle) continue;
      if (kept.ended) socket.destroy();
      else socket.end();
      kept.ended = true;
    }
  }
}
