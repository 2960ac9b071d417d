import { bodyParser } from '@koa/bodyparser';
import type { Context, Middleware } from 'koa';
import { BodyRefused } from './body-refused.ts';
import { announcesBody } from './announces-body.ts';

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** Reads JSON objects into `ctx.request.body`; leaves it undefined when there is no body. */
export function readJson(limitBytes: number): Middleware {
  const parse = bodyParser({
    enableTypes: ['json'],
    // The parser merges lists by index, so this names its first entry again.
    extendTypes: { json: ['application/json', 'application/*+json'] },
    parsedMethods: METHODS,
    jsonLimit: limitBytes,
    onError: refuse,
  });
  return guarded(parse, ['json', '+json'], 'application/json');
}

/** Reads form fields into `ctx.request.body`; leaves it undefined when there is no body. */
export function readForm(limitBytes: number): Middleware {
  const parse = bodyParser({ enableTypes: ['form'], parsedMethods: METHODS, formLimit: limitBytes, onError: refuse });
  return guarded(parse, ['urlencoded'], 'application/x-www-form-urlencoded');
}

function guarded(parse: Middleware, types: string[], expected: string): Middleware {
  return (context, next) => {
    if (!METHODS.includes(context.method) || !announcesBody(context.req)) return next();
    if (!context.is(types)) throw new BodyRefused(415, `Send the body as ${expected}.`);
    // Compressed bodies are not taken: 64 KiB need no compression, and what they unpack to is unknown.
    if (!['', 'identity'].includes(context.get('Content-Encoding').toLowerCase()))
      throw new BodyRefused(415, 'Send the body without Content-Encoding.');
    return parse(context, next);
  };
}

function refuse(error: Error, context: Context): never {
  const type = 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') throw new BodyRefused(413, 'The body is larger than this door takes.');
  if (type === 'request.aborted') throw new BodyRefused(400, 'The request ended before its body was complete.');
  if (type === 'request.size.invalid') throw new BodyRefused(400, 'The body is not as long as Content-Length says.');
  if (error instanceof SyntaxError)
    throw new BodyRefused(400, 'The body is not a well-formed JSON object. Check its quotes, commas and brackets.');
  if (context.is('urlencoded')) throw new BodyRefused(400, 'The form fields are malformed.');
  throw error;
}
