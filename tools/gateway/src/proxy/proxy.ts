import { randomUUID } from 'node:crypto';
import { announcesBody } from '@carveout/runtime/door';
import { notSent, outcomeUnknown, overloaded } from '@carveout/runtime/errors';
import type { Context, Middleware } from 'koa';
import { arrivalOf } from '../arrival/arrival.ts';
import { noAnswer } from '../errors/carv-348-no-answer.ts';
import { targetRefused } from '../errors/carv-370-target-refused.ts';
import { ClientLeft } from '../problems/client-left.ts';
import { Refusal } from '../problems/refusal.ts';
import { requestState } from '../request-state.ts';
import type { Answer, Attempt } from './attempt.ts';
import type { Forwarded, Forwarder } from './forwarder.ts';
import { inwardHeaders } from './inward-headers.ts';
import type { Headers } from './inward-headers.ts';
import { outwardHeaders } from './outward-headers.ts';
import { bodyless, readBody } from './request-body.ts';

/** Sees the headers of a request before they go inward, once, and may change them: to say who makes it, for one. */
export type Inward = (context: Context, headers: Headers) => void | Promise<void>;

export interface ProxyOptions {
  readonly forwarder: Forwarder;
  readonly inward?: Inward | undefined;
  /** Name of the cookie that only the gateway reads. */
  readonly sessionCookie?: string | undefined;
}

/** Passes a matched request on to an instance. Its answer is in `requestState(context).answer` then. */
export function proxy({ forwarder, inward, sessionCookie }: ProxyOptions): Middleware {
  return async (context) => {
    const { req, res, method } = context;
    const arrival = arrivalOf(context);
    const state = requestState(context);
    const { route, requestId, deadline } = state;
    let attempt: Attempt | undefined;
    arrival.whenOver = () => attempt?.giveUp('left');
    const body = announcesBody(req)
      ? await readBody(req, res, route.policy.body, arrival.awaitsContinue)
      : bodyless(req);
    const headers = inwardHeaders(context, state, sessionCookie);
    const key = method === 'GET' || method === 'HEAD' ? undefined : keyOf(headers);
    if (body.length !== undefined && body.stream !== undefined) headers['content-length'] = String(body.length);
    const telling = inward?.(context, headers);
    if (telling !== undefined) await telling;
    if (arrival.isOver) throw new ClientLeft();
    const { module } = route;
    const declared = route.operation !== undefined;
    const target = req.url!;
    const forwarded = await forwarder.forward(
      { module, requestId, method, target, headers, body, deadline, repeatable: true, declared },
      (one) => {
        attempt = one;
      },
    );
    if (forwarded.kind === 'answered') {
      const { status, body: answered } = forwarded;
      state.answer = { status, headers: outwardHeaders(forwarded.headers), body: answered };
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

function failure(forwarded: Exclude<Forwarded, Answer>, key: string | undefined): Error {
  switch (forwarded.kind) {
    case 'left':
      return new ClientLeft();
    case 'body':
      return isUnwritable(forwarded.error)
        ? new Refusal(400, targetRefused, 'It holds characters that HTTP has no place for.', { cause: forwarded.error })
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
      if (key === undefined)
        return new Refusal(status, noAnswer, 'Nothing was changed. Try again in a moment.', { cause });
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
