import { Readable } from 'node:stream';
import type { Context, Next } from 'koa';
import type { PassedAnswer } from '../answers/passed-answer.ts';
import { replaceHeaders } from '../answers/replace-headers.ts';
import { ClientLeft } from '../problems/client-left.ts';
import { noAnswer } from '../errors/carv-348-no-answer.ts';
import { Refusal } from '../problems/refusal.ts';
import { requestState } from '../request-state.ts';
import type { AnswerStore, StoredAnswer } from './answer-store.ts';
import type { Asked } from './asked.ts';
import type { Since } from './changes.ts';
import { collectBody } from './collect-body.ts';
import type { Filled } from './fills.ts';
import { entityTag, isForOne, keepingPolicy, mayBeKept, saysFreshness, stored } from './keep-answer.ts';
import { standsInFor } from './old-answers.ts';
import { cacheStatus, sendStored, STALE_IF_ERROR } from './send-stored.ts';

export interface Fetching {
  readonly context: Context;
  readonly next: Next;
  readonly asked: Asked;
  /** What is kept and no more fresh. */
  readonly known: StoredAnswer | undefined;
  readonly store: AnswerStore;
  readonly since: Since;
  readonly bodyBytes: number;
}

/** Asks inward, answers the client, and keeps the answer if it may be kept. Tells whether others can have it. */
export async function fetchAnswer(fetching: Fetching): Promise<Filled> {
  const { context, asked, known, store, since } = fetching;
  const state = requestState(context);
  try {
    await askInward(fetching);
    const { answer } = state;
    // The gateway has answered by itself.
    if (answer === undefined) return 'not kept';
    if (known !== undefined && standsInFor(answer.status, known, asked)) return sendOld(context, known);
    if (known !== undefined && answer.status === 304) {
      const again = confirmed(fetching, known, answer);
      sendStored(context, again, 'hit; detail=revalidated');
      return since.changed ? 'not kept' : servesOthers(again, asked);
    }
    if (context.method !== 'GET') return 'not kept';
    const how = known === undefined ? 'fwd=uri-miss' : 'fwd=stale';
    const kept = await keep(fetching, answer);
    if (kept === undefined) {
      answer.headers['cache-status'] = cacheStatus(how);
      return 'not kept';
    }
    state.answer = undefined;
    if (since.changed) {
      sendStored(context, kept, how);
      return 'not kept';
    }
    store.set(asked.key, kept);
    sendStored(context, kept, `${how}; stored`);
    return servesOthers(kept, asked);
  } catch (error) {
    // Where no instance could be asked, or none answered to the end.
    if (known === undefined || !(error instanceof Refusal) || !standsInFor(error.status, known, asked)) throw error;
    return sendOld(context, known);
  }
}

/** Answers with what is kept although it is not fresh (`stale-if-error`), and says that others may have it too. */
function sendOld(context: Context, known: StoredAnswer): 'stale' {
  drop(context);
  sendStored(context, known, STALE_IF_ERROR);
  return 'stale';
}

/** What the instance has answered is not passed on. */
function drop(context: Context): void {
  const state = requestState(context);
  if (state.answer?.body instanceof Readable) state.answer.body.destroy();
  state.answer = undefined;
}

/** Whether those who have waited can have it: what must be asked for each time again, everybody asks for at once. */
function servesOthers({ policy }: StoredAnswer, { request }: Asked): 'kept' | 'not kept' {
  const { 'cache-control': _own, pragma: _old, ...headers } = request.headers;
  return policy.evaluateRequest({ ...request, headers }).revalidation === undefined ? 'kept' : 'not kept';
}

/** Lets the proxy ask, with the headers that the answer may depend on. */
async function askInward({ context, next, asked, known }: Fetching): Promise<void> {
  const state = requestState(context);
  // What goes inward as it came needs no copy.
  if (known === undefined && !asked.forAnybody) return void (await next());
  const { principal } = state;
  const headers =
    known === undefined ? asked.sent : { ...withoutConditions(asked.sent), ...conditionsOf(known, asked) };
  const restore = replaceHeaders(context.req, headers);
  if (asked.forAnybody && state.route.policy.cache !== undefined) state.principal = undefined;
  try {
    await next();
  } finally {
    restore();
    state.principal = principal;
  }
}

/** A client's own: "not modified" must mean what is kept here, not what the client has. */
function withoutConditions<Value>(headers: Readonly<Record<string, Value>>): Record<string, Value> {
  const { 'if-none-match': _tag, 'if-modified-since': _since, ...others } = headers;
  return others;
}

function conditionsOf({ policy }: StoredAnswer, { request }: Asked): Record<string, string> {
  const headers = policy.revalidationHeaders({ ...request, headers: withoutConditions(request.headers) });
  return Object.fromEntries(
    ['if-none-match', 'if-modified-since'].flatMap((name) => (headers[name] ? [[name, headers[name]] as const] : [])),
  );
}

/** What is kept, when the instance says that it still holds. The instance's own answer is dropped. */
function confirmed(
  { context, asked, store, since }: Fetching,
  known: StoredAnswer,
  { status, headers }: PassedAnswer,
): StoredAnswer {
  const { policy, matches } = known.policy.revalidatedPolicy(asked.request, { status, headers });
  drop(context);
  if (!matches) {
    store.delete(asked.key);
    return known;
  }
  const again = { ...known, policy };
  if (!since.changed) store.set(asked.key, again);
  return again;
}

/** Collects an answer that may be kept; undefined for one that may not, which goes on to the client as it comes. */
async function keep({ context, asked, bodyBytes }: Fetching, answer: PassedAnswer): Promise<StoredAnswer | undefined> {
  const { status, headers } = answer;
  const cacheMs = requestState(context).route.policy.cache;
  const isSilent = status === 200 && !saysFreshness(headers);
  // Caches further out keep by this word what has a cookie in it, too.
  if (asked.forAnybody && cacheMs !== undefined && isSilent && !isForOne(headers))
    headers['cache-control'] = `max-age=${Math.floor(cacheMs / 1_000)}`;
  // Most are told by this alone, before anything is made for a closer look.
  if (!mayBeKept(context.req.headers.authorization, headers)) return undefined;
  if (keepingPolicy(asked, status, headers) === undefined) return undefined;
  const announced = headers['content-length'];
  // Whoever waits for it needs time to ask when it turns out to be slow.
  const ms = (requestState(context).deadline - Date.now()) / 2;
  const body = await collectBody(answer.body, { most: bodyBytes, ms }).catch((error: unknown) => {
    throw cutOff(context, error);
  });
  answer.body = body;
  if (!Buffer.isBuffer(body)) return undefined;
  if (announced !== undefined && Number(announced) !== body.length)
    throw cutOff(context, new Error('an answer ended before its announced length'));
  if (body.length > bodyBytes) return undefined;
  if (asked.forAnybody && status === 200) headers['etag'] ??= entityTag(body);
  const policy = keepingPolicy(asked, status, headers);
  return policy && stored(asked, policy, status, body, headers);
}

/** Half an answer: the instance's fault, unless there is nobody any more whom it was for. */
function cutOff({ res, req }: Context, cause: unknown): Error {
  if (res.destroyed || req.socket.destroyed) return new ClientLeft();
  return new Refusal(502, noAnswer, 'Nothing was changed. Try again in a moment.', { cause });
}
