import { text } from './answer-store.ts';
import type { StoredAnswer } from './answer-store.ts';
import type { Asked } from './asked.ts';

/** What forbids a shared cache to give an old answer, whatever else allows it (RFC 9111, 4.2.4). */
const FORBIDS_OLD = /\b(?:no-cache|must-revalidate|proxy-revalidate|s-maxage)\b/;

/** Whether an answer may be given without asking the instance, if it is wanted: it is fresh, or may be given old. */
export function mayBeGiven({ policy }: StoredAnswer): boolean {
  if (!policy.stale()) return true;
  const { 'cache-control': control, pragma } = policy.responseHeaders();
  return !FORBIDS_OLD.test(text(control) ?? text(pragma) ?? '');
}

/** Whether an answer may be given in place of an error (`stale-if-error`: RFC 5861, 4). */
export function standsInFor(status: number, known: StoredAnswer, { request }: Asked): boolean {
  if (status < 500 || !mayBeGiven(known)) return false;
  return !known.policy.revalidatedPolicy(request, { status, headers: {} }).modified;
}
