import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** When more requests of a connection wait, it is not read any more. */
const MOST_WAITING = 16;

interface Line {
  isBusy: boolean;
  isHeld: boolean;
  isWatched: boolean;
  readonly waiting: [IncomingMessage, ServerResponse][];
}

/**
 * Takes the requests of one connection one after the other, when the answer before is out. Node begins all that have been
 * sent ahead (RFC 9112 §9.3.2) at once and keeps their answers, so that a client that does not read would fill the memory.
 */
export function oneAtATime(listener: RequestListener): RequestListener {
  const lines = new WeakMap<Socket, Line>();

  function lineOf(socket: Socket): Line {
    const known = lines.get(socket);
    if (known !== undefined) return known;
    const line: Line = { isBusy: false, isHeld: false, isWatched: false, waiting: [] };
    lines.set(socket, line);
    // An answer that is cut off takes its connection with it.
    socket.once('close', () => (line.waiting.length = 0));
    return line;
  }

  function begin(line: Line, request: IncomingMessage, response: ServerResponse): void {
    line.isBusy = true;
    response.once('finish', () => next(line, request.socket));
    listener(request, response);
  }

  function next(line: Line, socket: Socket): void {
    line.isBusy = false;
    const first = line.waiting.shift();
    if (line.isHeld && line.waiting.length <= MOST_WAITING && !socket.writableNeedDrain) {
      line.isHeld = false;
      socket.resume();
    }
    // It may have been refused while it waited: its body could not be read. After an answer that closes the connection nothing
    // may be begun (RFC 9112 §9.6): nobody would learn what came of it.
    if (first === undefined || first[1].writableEnded || !socket.writable) return;
    // How long the answer before might stand still is nothing to this one, which has not begun.
    socket.setTimeout(0);
    begin(line, ...first);
  }

  return (request, response) => {
    const { socket } = request;
    const line = lineOf(socket);
    if (!line.isBusy) return begin(line, request, response);
    line.waiting.push([request, response]);
    if (line.waiting.length > MOST_WAITING && !line.isHeld) hold(line, socket);
  };
}

/** Stops reading a connection. Node reads on by itself whenever it has done with a request. */
function hold(line: Line, socket: Socket): void {
  line.isHeld = true;
  socket.pause();
  if (line.isWatched) return;
  line.isWatched = true;
  socket.on('resume', () => {
    if (line.isHeld) socket.pause();
  });
}
