import type { ServerResponse } from 'node:http';
import type { Middleware } from 'koa';

/**
 * Ends the connection of a client that does not read the answer, whoever gives it: the time runs from the answer's
 * beginning, and anew with every piece that the client takes. Runs around all that answers.
 *
 * @param stallMs milliseconds for which the answer may stand still.
 */
export function limitStalls(stallMs: number): Middleware {
  return async ({ res }, next) => {
    try {
      await next();
    } finally {
      // Node takes it back when the answer is out.
      if (!isOut(res)) res.setTimeout(stallMs);
    }
  };
}

/** Whether the system has taken the whole answer, as it does with small ones. */
const isOut = ({ writableEnded, socket }: ServerResponse): boolean => writableEnded && socket?.writableLength === 0;
