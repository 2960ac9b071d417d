import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { onceOver } from '@carveout/runtime/door';
import { notSent, outcomeUnknown, overloaded } from '@carveout/runtime/errors';
import type { Context, Middleware } from 'koa';
import { arrivalOf } from '../arrival/arrival.ts';
import { isBodyUnderWay, lingering } from '../arrival/linger.ts';
import { ClientLeft } from '../problems/client-left.ts';
import { Refusal } from '../problems/refusal.ts';
import { requestState } from '../request-state.ts';
import type { Answer, Attempt } from './attempt.ts';
import type { Forwarded, Forwarder } from './forwarder.ts';
import { inwardHeaders } from './inward-headers.ts';
import type { Headers } from './inward-headers.ts';
import { passHeaders } from './outward-headers.ts';
import { readBody } from './request-body.ts';

/** Sees the headers of a request before they go inward, once, and may change them: to say who makes it, for one. */
export type Inward = (context: Context, headers: Headers) => void | Promise<void>;

export interface ProxyOptions {
  readonly forwarder: Forwarder;
  readonly inward?: Inward | undefined;
  /** Name of the cookie that only the gateway reads. */
  readonly sessionCookie?: string | undefined;
  /** Milliseconds for which the rest of a body is thrown away where the answer has come before its end. */
  readonly lingerMs: number;
}

/** Passes a matched request on to an instance, and its answer back: `context.body` is a buffer or a stream of it. */
export function proxy({ forwarder, inward, sessionCookie, lingerMs }: ProxyOptions): Middleware {
  return async (context) => {
    const { req, res, method } = context;
    const arrival = arrivalOf(context);
    const state = requestState(context);
    const { route, requestId, deadline } = state;
    let attempt: Attempt | undefined;
    let left = false;
    onceOver(req, res, () => {
      left = true;
      attempt?.giveUp('left');
    });
    const body = await readBody(req, res, route.policy.body, arrival.awaitsContinue);
    const headers = inwardHeaders(context, state, sessionCookie);
    const key = method === 'GET' || method === 'HEAD' ? undefined : keyOf(headers);
    if (body.length !== undefined && body.stream !== undefined) headers['content-length'] = String(body.length);
    await inward?.(context, headers);
    if (left) throw new ClientLeft();
    const { module } = route;
    const target = req.url!;
    const forwarded = await forwarder.forward(
      { module, requestId, method, target, headers, body, deadline, repeatable: true },
      (one) => {
        attempt = one;
      },
    );
    if (forwarded.kind === 'answered') {
      arrival.passedOn = true;
      passOn(context, forwarded, lingerMs);
    } else throw failure(forwarded, key);
  };
}

/**
 * The request's own key, or a fresh one: with one, it can be repeated when its outcome is unknown. An empty one is none to
 * the door, which would make one of its own for each try.
 */
function keyOf(headers: Headers): string {
  const given = String(headers['idempotency-key'] ?? '');
  const key = given === '' ? randomUUID() : given;
  headers['idempotency-key'] = key;
  return key;
}

function passOn(context: Context, { status, headers, body }: Answer, lingerMs: number): void {
  const { res } = context;
  context.status = status;
  if (context.method === 'HEAD' || status === 204 || status === 304) {
    // A stream is left where a HEAD was answered with one: nothing comes of it.
    if (body instanceof Readable) body.resume();
  } else {
    // Koa guesses where nothing is said; what the instance says, also by silence, is passed on.
    const type = headers['content-type'];
    res.setHeader('Content-Type', type ?? 'unsaid');
    const isEarly = body instanceof Readable && isBodyUnderWay(context);
    context.body = isEarly ? lingering(body, context.req, lingerMs) : body;
    if (isEarly) res.setHeader('Connection', 'close');
    if (type === undefined) res.removeHeader('Content-Type');
  }
  passHeaders(headers, res);
}

function failure(forwarded: Exclude<Forwarded, Answer>, key: string | undefined): Error {
  switch (forwarded.kind) {
    case 'left':
      return new ClientLeft();
    case 'body':
      return isUnwritable(forwarded.error)
        ? new Refusal(400, undefined, 'It holds characters that HTTP has no place for.', { cause: forwarded.error })
        : forwarded.error;
    case 'full':
      return new Refusal(
        503,
        overloaded,
        'Too much is asked at the moment. It surely did not happen. Try again later.',
      );
    case 'unavailable':
      return new Refusal(503, notSent, 'It surely did not happen. Try again in a moment.', { cause: forwarded.cause });
    case 'broken':
    case 'late': {
      const status = forwarded.kind === 'late' ? 504 : 502;
      const { cause, mayHaveRun } = forwarded;
      if (!mayHaveRun)
        return new Refusal(status, notSent, 'It surely did not happen. Try again in a moment.', { cause });
      if (key === undefined) return new Refusal(status, undefined, 'No answer came. Try again in a moment.', { cause });
      return new Refusal(
        status,
        outcomeUnknown,
        'It may have happened. Repeat the request with the same Idempotency-Key to learn what became of it.',
        { cause, headers: { 'Idempotency-Key': key } },
      );
    }
  }
}

/** What undici does not write came from the client, whatever Node has read it as. */
const isUnwritable = (error: Error): boolean => 'code' in error && error.code === 'UND_ERR_INVALID_ARG';
