import { BodyRefused } from '@carveout/runtime/door';
import { outcomeUnknown } from '@carveout/runtime/errors';
import type { Context, Middleware, Next } from 'koa';
import { Refusal } from '../problems/refusal.ts';
import { requestState } from '../request-state.ts';
import { AnswerStore, defaultStoreLimits } from './answer-store.ts';
import type { StoreLimits } from './answer-store.ts';
import { addressOf, Asked } from './asked.ts';
import { Changes } from './changes.ts';
import { fetchAnswer } from './fetch-answer.ts';
import { Fills } from './fills.ts';
import { keepOutOfCaches } from './keep-out-of-caches.ts';
import { mayBeGiven, standsInFor } from './old-answers.ts';
import { sendStored, STALE_IF_ERROR } from './send-stored.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
const KEPT = new Set(['GET', 'HEAD']);

/**
 * Keeps answers of queries and gives them again, as a cache that many share (RFC 9111). Answers are kept by host, path, query
 * and the headers that they vary by, and per principal unless the operation is for anybody. Of one that is for anybody, many
 * requests at once make one inward; it goes there with the headers alone that every answer may depend on, and, where the
 * route's policy says how long to keep it, on behalf of nobody. Says what it did in `Cache-Status` (RFC 9211).
 */
export function cacheAnswers(limits: Partial<StoreLimits> = {}): Middleware {
  const bounds = { ...defaultStoreLimits, ...limits };
  const store = new AnswerStore(bounds);
  const fills = new Fills();
  const changes = new Changes();
  return (context, next) => {
    if (!SAFE.has(context.method)) return forgetChanged(context, next);
    const { operation } = requestState(context).route;
    return operation?.kind === 'query' && KEPT.has(context.method) ? answerQuery(context, next) : next();
  };

  async function answerQuery(context: Context, next: Next): Promise<void> {
    try {
      await (isAskedWhole(context) ? answerFrom(context, next, new Asked(context)) : next());
    } finally {
      keepOutOfCaches(context);
    }
  }

  /** RFC 9111, 4.4: what was changed is not as it was kept; nor, as far as is known, what may have been. */
  async function forgetChanged(context: Context, next: Next): Promise<void> {
    let changed = true;
    try {
      await next();
      changed = mayHaveChanged(requestState(context).answer?.status ?? context.status);
    } catch (error) {
      changed = mayHaveRun(error);
      throw error;
    } finally {
      if (changed) {
        const address = addressOf(context);
        store.deleteAddress(address);
        changes.tell(address);
      }
    }
  }

  async function answerFrom(context: Context, next: Next, asked: Asked): Promise<void> {
    const { deadline } = requestState(context);
    for (let waited = false; ; waited = true) {
      const known = store.entries === 0 ? undefined : store.find(asked.key, asked.sent);
      const stale = known?.policy.evaluateRequest(asked.request).revalidation;
      if (known !== undefined && mayBeGiven(known)) {
        if (stale === undefined) return sendStored(context, known, 'hit');
        // Somebody fetches it anew already: meanwhile the old one serves (RFC 5861, 3).
        if (!stale.synchronous && fills.isUnderWay(asked.key))
          return sendStored(context, known, 'hit; detail=stale-while-revalidate');
      }
      // What has not served once may never do, being of another language: who waited does not wait behind all others too.
      const waiting = asked.forAnybody && !waited ? fills.wait(asked.key, deadline) : undefined;
      if (waiting === undefined) {
        return changes.watch(asked.address, async (since) => {
          const fetch = () => fetchAnswer({ context, next, asked, known, store, since, bodyBytes: bounds.bodyBytes });
          if (!waited && mayLead(context, asked)) await fills.lead(asked.key, since, fetch);
          else await fetch();
        });
      }
      const filled = await waiting;
      const old = filled === 'stale' ? store.find(asked.key, asked.sent) : undefined;
      if (old !== undefined && standsInFor(503, old, asked)) return sendStored(context, old, STALE_IF_ERROR);
    }
  }
}

/** 503 is the answer of who has done nothing. */
const mayHaveChanged = (status: number): boolean => status < 400 || (status >= 500 && status !== 503);

function mayHaveRun(error: unknown): boolean {
  if (error instanceof Refusal) return error.definition === outcomeUnknown;
  return !(error instanceof BodyRefused);
}

/** Whether others may wait for the answer to this request: one to a request with credentials is mostly not kept. */
function mayLead({ method, req: { headers } }: Context, { forAnybody }: Asked): boolean {
  return forAnybody && method === 'GET' && headers.authorization === undefined;
}

/** Whether a request is one for the whole answer that may be kept. */
function isAskedWhole({ req: { headers } }: Context): boolean {
  // A GET with a body may mean what only its body says.
  const hasBody = headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
  return !hasBody && headers.range === undefined && !/no-store/i.test(headers['cache-control'] ?? '');
}
