import type { Context } from 'koa';
import type { StoredAnswer } from './answer-store.ts';

/** Answers with what was kept: in full, or 304 when the client has it already (RFC 9110, 13). */
export function sendStored(context: Context, { policy, status, body }: StoredAnswer, how: string): void {
  const { vary, ...headers } = policy.responseHeaders();
  context.status = status;
  for (const [name, value] of Object.entries(headers)) context.set(name, value);
  if (vary !== undefined) context.vary([vary].flat().join(', ').split(/, */));
  context.set('Cache-Status', cacheStatus(how));
  if (context.fresh) {
    context.status = 304;
    return;
  }
  const type = headers['content-type'];
  context.body = body;
  // Koa gives a type of its own to a body that has none.
  if (type === undefined) context.remove('Content-Type');
  else context.set('Content-Type', type);
}

/** What is said of an answer that serves because no better one could be had (RFC 5861, 4). */
export const STALE_IF_ERROR = 'hit; detail=stale-if-error';

/** RFC 9211. */
export function cacheStatus(how: string): string {
  return `carveout-gateway; ${how}`;
}
