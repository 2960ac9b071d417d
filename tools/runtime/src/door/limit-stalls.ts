import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Middleware } from 'koa';

/**
 * Ends the connection of a client that does not read the answer, whoever gives it: the time runs from the answer's
 * beginning, and anew with every piece that the client takes. Runs around all that answers.
 *
 * @param stallMs milliseconds for which the answer may stand still.
 */
export function limitStalls(stallMs: number): Middleware {
  return async ({ req, res }, next) => {
    try {
      await next();
    } finally {
      // What Koa writes by itself, it writes when this has ended.
      if (!res.writableFinished) process.nextTick(watch, res, req.socket, stallMs);
    }
  };
}

function watch(res: ServerResponse, socket: Socket, stallMs: number): void {
  // The system takes small answers whole; that they have finished is told later, and most requests need no timers.
  if (res.writableFinished || (res.writableEnded && socket.writableLength === 0)) return;
  // Node takes it back when the answer is out. That there is nothing to take for long is not the client's doing.
  res.setTimeout(stallMs, () => {
    if (res.writableLength > 0) socket.destroy();
  });
  endWhatStands(res, socket, stallMs);
}

/** So many looks in a row must find nothing taken, so that the time is told to about a quarter. */
const LOOKS = 4;

/** Node counts what a client sends as life, be it empty lines. So what it takes is looked at as well. */
function endWhatStands(res: ServerResponse, socket: Socket, stallMs: number): void {
  let still = 0;
  let taken = -1;
  let sentBefore = 0;
  const look = setInterval(() => {
    // The client may have left before this began.
    if (res.closed || socket.destroyed) return clearInterval(look);
    const { bytesRead, bytesWritten, writableLength } = socket;
    const takenNow = bytesWritten - writableLength;
    if (writableLength === 0 || takenNow !== taken) {
      still = 0;
      taken = takenNow;
      sentBefore = bytesRead;
      return;
    }
    still += 1;
    // Where nothing has come from the client, Node tells the time better: it sees parts of a piece being taken.
    if (still >= LOOKS && bytesRead > sentBefore) socket.destroy();
  }, stallMs / LOOKS);
  look.unref();
  res.once('close', () => clearInterval(look));
}
