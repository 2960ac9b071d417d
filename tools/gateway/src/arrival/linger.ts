import type { IncomingMessage } from 'node:http';
import { pipeline, Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { announcesBody } from '@carveout/runtime/door';
import type { Context, Middleware, Next } from 'koa';

/**
 * Sees to answers that are there before the whole body of their request: each says that its connection ends with it, and ends
 * politely. Closed with unread bytes, the connection would be reset, and many clients would then report that instead of the
 * answer; left open, it would wait for a body that nobody reads. What still arrives in `lingerMs` is thrown away; the rest
 * is never read. Streams are left to who makes them: see `lingering`.
 */
export function lingerOverBodies(lingerMs: number): Middleware {
  return (context, next) => (announcesBody(context.req) ? lingered(context, next) : next());

  async function lingered(context: Context, next: Next): Promise<void> {
    await next();
    const { req, res, body, status } = context;
    if (!isBodyUnderWay(context) || !context.writable || context.headerSent) return;
    if (typeof body === 'object' && body !== null && 'pipe' in body) return;
    context.respond = false;
    context.set('Connection', 'close');
    if (status === 204 || status === 304) res.flushHeaders();
    else {
      const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : '';
      context.set('Content-Length', String(Buffer.byteLength(text)));
      res.write(text);
    }
    await drained(req, lingerMs);
    res.end();
  }
}

/** Whether an answer would come before the whole body. */
export function isBodyUnderWay({ req }: Pick<Context, 'req'>): boolean {
  return !req.complete && announcesBody(req);
}

/** A streamed answer that ends when the rest of the request's body has been thrown away. Until then, the instance may read it. */
export function lingering(answer: Readable, request: IncomingMessage, lingerMs: number): Readable {
  const lingers = new Transform({
    transform: (chunk, _encoding, done) => done(null, chunk),
    flush: (done) => void drained(request, lingerMs).then(() => done()),
  });
  // What breaks either breaks the other.
  return pipeline(answer, lingers, () => undefined);
}

function drained(request: IncomingMessage, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      request.off('readable', discard);
      resolve();
    };
    // Not by `resume`: who read it before may still wait for its next piece, and would keep it from flowing.
    const discard = (): void => {
      while (request.read() !== null);
    };
    const timer = setTimeout(finish, limitMs);
    if (request.destroyed) return finish();
    request.once('end', finish).once('close', finish).once('error', finish);
    request.on('readable', discard);
  });
}
