import type { IncomingMessage } from 'node:http';
import { Readable, finished } from 'node:stream';
import type { Context } from 'koa';
import { arrivalOf } from '../arrival/arrival.ts';
import { isBodyUnderWay, lingering } from '../arrival/linger.ts';
import { putAdded } from './add-header.ts';
import type { PassedAnswer } from './passed-answer.ts';

/** More than this is not copied. */
const ONE_PIECE_BYTES = 16_384;

/**
 * Sends an instance's answer, or leaves it to Koa: what is streamed, what has no body, and what comes before the end of its
 * request. Small bodies go out in one piece with their head: Node writes a buffer behind the head as a piece of its own,
 * which takes the kernel three times as long; and headers that are told all at once are looked at once.
 */
export function sendAnswer(context: Context, answer: PassedAnswer, lingerMs: number): void {
  const { res } = context;
  const { status, headers, body } = answer;
  if (!Buffer.isBuffer(body) || body.length > ONE_PIECE_BYTES || hasNoBody(context, status) || !context.writable)
    return leaveToKoa(context, answer, lingerMs);
  // Whoever sees to the rest of the request's body sends it.
  if (isBodyUnderWay(context) || res.getHeaderNames().length > 0 || headers['vary'] !== undefined)
    return leaveToKoa(context, answer, lingerMs);
  const all: (string | string[])[] = [];
  const { added } = arrivalOf(context);
  for (let index = 0; index < added.length; index += 2) {
    const name = added[index]!;
    if (headers[name.toLowerCase()] === undefined) all.push(name, added[index + 1]!);
  }
  for (const name in headers) all.push(name, headers[name]!);
  if (headers['content-length'] === undefined) all.push('Content-Length', String(body.length));
  context.respond = false;
  res.writeHead(status, all as string[]);
  res.end(body.toString('latin1'), 'latin1');
}

function leaveToKoa(context: Context, { status, headers, body }: PassedAnswer, lingerMs: number): void {
  const { res } = context;
  context.status = status;
  if (hasNoBody(context, status)) {
    // A stream is left where a HEAD was answered with one: nothing comes of it.
    if (body instanceof Readable) body.resume();
  } else {
    // Koa guesses where nothing is said; what the instance says, also by silence, is passed on.
    const type = headers['content-type'];
    res.setHeader('Content-Type', type ?? 'unsaid');
    const isEarly = body instanceof Readable && isBodyUnderWay(context);
    const sent = isEarly ? lingering(body, context.req, lingerMs) : body;
    if (sent instanceof Readable) breakOffWith(sent, context.req);
    context.body = sent;
    if (isEarly) res.setHeader('Connection', 'close');
    if (type === undefined) res.removeHeader('Content-Type');
  }
  const ownVary = res.getHeader('Vary');
  for (const name in headers) res.setHeader(name, headers[name]!);
  if (ownVary !== undefined && headers['vary'] !== undefined) context.vary(ownVary as string);
  putAdded(context);
  // Its first piece may be long in coming.
  if (body instanceof Readable && context.writable) res.flushHeaders();
}

/** To HTTP/1.0, a connection that ends in good order tells that the answer is whole. */
function breakOffWith(body: Readable, { httpVersion, socket }: IncomingMessage): void {
  if (httpVersion >= '1.1') return;
  finished(body, (error) => {
    if (error) socket.resetAndDestroy();
  });
}

const hasNoBody = ({ method }: Context, status: number): boolean =>
  method === 'HEAD' || status === 204 || status === 304;
