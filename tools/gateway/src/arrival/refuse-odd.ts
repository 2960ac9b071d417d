import type { IncomingMessage } from 'node:http';
import { announcesBody } from '@carveout/runtime/door';
import type { Middleware } from 'koa';
import { targetRefused } from '../errors/carv-370-target-refused.ts';
import { Refusal } from '../problems/refusal.ts';
import { isHost, originForm } from './target.ts';

/**
 * Refuses requests that two programs could read differently, before anything is decided about them. From here on the
 * request's URL is in origin form and in normal form.
 */
export const refuseOdd: Middleware = (context, next) => {
  const { req } = context;
  const { host } = req.headers;
  // HTTP/0.9 has no headers, and Node still takes it.
  if (req.httpVersionMajor < 1) throw odd('It is written in a version of HTTP that is not spoken here.');
  if ((host !== undefined && !isHost(host)) || hasTwoHosts(req))
    throw odd('It needs one Host header, with a name or an address.');
  const target = originForm(req.url ?? '', host);
  if (target === undefined) throw odd('Its target is not in the normal form of RFC 3986.');
  req.url = target;
  if (asksForUpgrade(req)) throw new Refusal(501, undefined, 'Nothing but HTTP is spoken here.');
  if ((req.method === 'GET' || req.method === 'HEAD') && announcesBody(req))
    throw odd('A request that only reads has no body.');
  return next();
};

const odd = (detail: string): Refusal => new Refusal(400, targetRefused, detail);

/** Node keeps the first and says nothing of the others. RFC 9112 §3.2 has them refused. */
function hasTwoHosts({ rawHeaders }: IncomingMessage): boolean {
  let seen = false;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    if (name.length !== 4 || name.toLowerCase() !== 'host') continue;
    if (seen) return true;
    seen = true;
  }
  return false;
}

/** An offer of HTTP/2 may be ignored (RFC 9110 §7.8), and clients send it with the first request of a connection. */
function asksForUpgrade({ headers: { upgrade, connection } }: IncomingMessage): boolean {
  if (upgrade === undefined || !/\bupgrade\b/i.test(connection ?? '')) return false;
  return !/^\s*h2c?\s*$/i.test(upgrade);
}
