import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const waiting = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls `done` once, when the answer is out or can no longer go out. A pipelined answer that waits for its turn when its
 * connection dies is never told so by Node: neither `finish` nor `close`.
 */
export function onceOver(request: IncomingMessage, response: ServerResponse, done: () => void): void {
  const { socket } = request;
  if (socket.destroyed) return done();
  const ends = endsOf(socket);
  const end = (): void => {
    if (ends.delete(end)) done();
  };
  ends.add(end);
  response.once('close', end);
}

/** One listener a connection: many requests may wait on it. */
function endsOf(socket: Socket): Set<() => void> {
  const known = waiting.get(socket);
  if (known !== undefined) return known;
  const ends = new Set<() => void>();
  waiting.set(socket, ends);
  socket.once('close', () => {
    for (const end of [...ends]) end();
  });
  return ends;
}
