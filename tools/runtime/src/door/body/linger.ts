import type { IncomingMessage } from 'node:http';
import type { Middleware } from 'koa';
import { announcesBody } from './announces-body.ts';

/**
 * Answers requests whose body was not read to its end (too large, of a wrong kind, for an unknown route) at once, and
 * closes the connection politely: closing it with unread bytes would reset it, and many clients would then report a
 * broken connection instead of the answer. What still arrives in `lingerMs` is thrown away; the rest is never read.
 */
export function lingerOverUnreadBodies(lingerMs: number): Middleware {
  return async (context, next) => {
    await next();
    const { req, res, body } = context;
    if (req.complete || !announcesBody(req) || !context.writable || context.headerSent) return;
    if (typeof body === 'object' && body !== null && !Buffer.isBuffer(body) && 'pipe' in body) return;
    const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body ?? '');
    context.respond = false;
    context.set('Connection', 'close');
    context.set('Content-Length', String(Buffer.byteLength(text)));
    res.write(text);
    await drained(req, lingerMs);
    res.end();
  };
}

function drained(request: IncomingMessage, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, limitMs);
    function finish(): void {
      clearTimeout(timer);
      resolve();
    }
    request.once('end', finish).once('close', finish).once('error', finish);
    request.unpipe();
    request.resume();
  });
}
