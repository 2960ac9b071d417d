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
      res.setTimeout(stallMs);
    }
  };
}
