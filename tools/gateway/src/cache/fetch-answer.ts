import { Readable } from 'node:stream';
import type { Context, Next } from 'koa';
import { replaceHeaders } from '../answers/replace-headers.ts';
import { ClientLeft } from '../problems/client-left.ts';
import { Refusal } from '../problems/refusal.ts';
import { requestState } from '../request-state.ts';
import type { AnswerStore, StoredAnswer } from './answer-store.ts';
import type { Asked } from './asked.ts';
import { collectBody } from './collect-body.ts';
import type { Filled } from './fills.ts';
import { entityTag, keepingPolicy, saysFreshness, stored } from './keep-answer.ts';
import type { AnswerHeaders } from './keep-answer.ts';
import { cacheStatus, sendStored, STALE_IF_ERROR } from './send-stored.ts';
import { setAside } from './set-aside.ts';

export interface Fetching {
  readonly context: Context;
  readonly next: Next;
  readonly asked: Asked;
  /** What is kept and no more fresh. */
  readonly known: StoredAnswer | undefined;
  readonly store: AnswerStore;
  readonly bodyBytes: number;
}

/** Asks inward, answers the client, and keeps the answer if it may be kept. Tells whether others can have it. */
export async function fetchAnswer(fetching: Fetching): Promise<Filled> {
  const { context, asked, known, store } = fetching;
  const putBack = setAside(context);
  try {
    await askInward(fetching);
    if (known !== undefined) {
      const again = confirmed(fetching, known);
      if (again !== undefined) {
        if (again === known && isError(context.status)) return sendOld(context, known);
        clear(context);
        sendStored(context, again, 'hit; detail=revalidated');
        return servesOthers(again, asked);
      }
    }
    if (context.method !== 'GET') return 'not kept';
    const answer = await keep(fetching);
    if (answer === undefined) {
      context.set('Cache-Status', cacheStatus(known === undefined ? 'fwd=uri-miss' : 'fwd=stale'));
      return 'not kept';
    }
    store.set(asked.key, answer);
    sendStored(context, answer, `${known === undefined ? 'fwd=uri-miss' : 'fwd=stale'}; stored`);
    return servesOthers(answer, asked);
  } catch (error) {
    // Where no instance could be asked, or none answered to the end.
    if (known === undefined || !(error instanceof Refusal) || !isError(error.status)) throw error;
    const { modified } = known.policy.revalidatedPolicy(asked.request, { status: error.status, headers: {} });
    if (modified) throw error;
    return sendOld(context, known);
  } finally {
    putBack();
    // As the host would have said: nobody keeps what does not say that it may be kept.
    if (!context.headerSent && !saysFreshness(context.res.getHeaders() as AnswerHeaders))
      context.set('Cache-Control', 'no-store');
  }
}

const isError = (status: number): boolean => status >= 500;

function clear(context: Context): void {
  for (const name of Object.keys(context.response.headers)) context.remove(name);
}

/** Answers with what is kept although it is not fresh (`stale-if-error`), and says that others may have it too. */
function sendOld(context: Context, known: StoredAnswer): 'stale' {
  clear(context);
  sendStored(context, known, STALE_IF_ERROR);
  return 'stale';
}

/** Whether those who have waited can have it: what must be asked for each time again, everybody asks for at once. */
function servesOthers({ policy }: StoredAnswer, { request }: Asked): 'kept' | 'not kept' {
  const { 'cache-control': _own, pragma: _old, ...headers } = request.headers;
  return policy.evaluateRequest({ ...request, headers }).revalidation === undefined ? 'kept' : 'not kept';
}

/** Lets the proxy ask, with the headers that the answer may depend on. */
async function askInward({ context, next, asked, known }: Fetching): Promise<void> {
  const state = requestState(context);
  const { principal } = state;
  const conditions = known === undefined ? {} : conditionsOf(known, asked);
  // What goes inward as it came needs no copy.
  const isAsItCame = known === undefined && asked.sent === context.req.headers;
  const restore = isAsItCame ? undefined : replaceHeaders(context.req, { ...asked.sent, ...conditions });
  if (asked.forAnybody && state.route.policy.cache !== undefined) state.principal = undefined;
  try {
    await next();
  } finally {
    restore?.();
    state.principal = principal;
  }
}

function conditionsOf({ policy }: StoredAnswer, { request }: Asked): Record<string, string> {
  const headers = policy.revalidationHeaders(request);
  return Object.fromEntries(
    ['if-none-match', 'if-modified-since'].flatMap((name) => (headers[name] ? [[name, headers[name]] as const] : [])),
  );
}

/** What is kept, when the upstream says that it still holds, or cannot say and it may serve meanwhile (`stale-if-error`). */
function confirmed({ context, asked, store }: Fetching, known: StoredAnswer): StoredAnswer | undefined {
  if (context.status !== 304 && !isError(context.status)) return undefined;
  const { policy, modified, matches } = known.policy.revalidatedPolicy(asked.request, {
    status: context.status,
    headers: lowerCased(context),
  });
  if (modified) return undefined;
  const { body } = context;
  if (body instanceof Readable) body.destroy();
  context.body = null;
  if (!matches) {
    store.delete(asked.key);
    return known;
  }
  const again = { ...known, policy };
  store.set(asked.key, again);
  return again;
}

/** Collects an answer that may be kept; undefined for one that may not, which goes on to the client as it comes. */
async function keep({ context, asked, bodyBytes }: Fetching): Promise<StoredAnswer | undefined> {
  const cacheMs = requestState(context).route.policy.cache;
  if (asked.forAnybody && cacheMs !== undefined && context.status === 200 && !saysFreshness(lowerCased(context)))
    context.set('Cache-Control', `max-age=${Math.floor(cacheMs / 1_000)}`);
  const { status } = context;
  if (keepingPolicy(asked, status, lowerCased(context)) === undefined) return undefined;
  const { 'content-type': type, 'content-length': announced } = lowerCased(context);
  const body = await collectBody(context.body, bodyBytes).catch((error: unknown) => {
    throw cutOff(context, error);
  });
  if (body === undefined) return undefined;
  if (!Buffer.isBuffer(body)) {
    context.body = body;
    if (announced !== undefined) context.set('Content-Length', announced);
    return undefined;
  }
  if (announced !== undefined && Number(announced) !== body.length)
    throw cutOff(context, new Error('an answer ended before its announced length'));
  if (body.length > bodyBytes) return undefined;
  if (asked.forAnybody && status === 200 && lowerCased(context)['etag'] === undefined)
    context.set('ETag', entityTag(body));
  if (type !== undefined) context.set('Content-Type', type);
  const headers = lowerCased(context);
  const policy = keepingPolicy(asked, status, headers);
  return policy && stored(asked, policy, status, body, headers);
}

/** Half an answer: the instance's fault, unless there is nobody any more whom it was for. */
function cutOff({ res, req }: Context, cause: unknown): Error {
  if (res.destroyed || req.socket.destroyed) return new ClientLeft();
  return new Refusal(502, undefined, 'No answer came. Try again in a moment.', { cause });
}

function lowerCased({ response }: Context): Record<string, string | string[]> {
  // Node gives the names in lower case.
  const all = response.headers as Record<string, string | string[] | number | undefined>;
  // Without a prototype: a header may bear any name.
  const headers = Object.create(null) as Record<string, string | string[]>;
  for (const name in all) {
    const value = all[name];
    if (value !== undefined) headers[name] = Array.isArray(value) ? value : String(value);
  }
  return headers;
}
