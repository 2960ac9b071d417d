import { createHash } from 'node:crypto';
import type CachePolicy from 'http-cache-semantics';
import { text } from './answer-store.ts';
import type { StoredAnswer } from './answer-store.ts';
import { lowered } from './asked.ts';
import type { Asked } from './asked.ts';
import { SteadyPolicy } from './steady-policy.ts';

export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What belongs to one exchange and not to the answer. */
const OF_ONE_EXCHANGE = /^(x-request-id|idempotency-key|ratelimit.*|access-control-.*|retry-after|server-timing)$/;
/** Bytes that an entry takes beside its body, its headers and its key. */
const OVERHEAD = 1_024;

/** Whether an answer says anything of how long it may be kept. */
export function saysFreshness(headers: AnswerHeaders): boolean {
  return headers['cache-control'] !== undefined || headers['expires'] !== undefined || headers['pragma'] !== undefined;
}

/**
 * How an answer may be kept by RFC 9111, as a cache that many share; undefined when it may not. Stricter than the RFC: nothing
 * with `Set-Cookie`, nothing in part, nothing encoded that does not say that it depends on `Accept-Encoding`.
 */
export function keepingPolicy(asked: Asked, status: number, headers: AnswerHeaders): CachePolicy | undefined {
  if (isForOne(headers) || headers['content-range'] !== undefined) return undefined;
  if (headers['content-encoding'] !== undefined && !variedBy(headers).includes('accept-encoding')) return undefined;
  const kept = Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !OF_ONE_EXCHANGE.test(name))
      .map(([name, value]) => [name, lowered(name, text(value))]),
  );
  // Without a word of the answer nothing is fresh: how long is a policy's to say, not a guess from dates.
  const policy = new SteadyPolicy(asked.request, { status, headers: kept }, { shared: true, cacheHeuristic: 0 });
  const canBeAskedAgain = kept['etag'] !== undefined || kept['last-modified'] !== undefined;
  return policy.storable() && (!policy.stale() || canBeAskedAgain) ? policy : undefined;
}

export function stored(
  asked: Asked,
  policy: CachePolicy,
  status: number,
  body: Buffer,
  headers: AnswerHeaders,
): StoredAnswer {
  return {
    address: asked.address,
    policy,
    status,
    body,
    varied: variedBy(headers).map((name) => [name, text(asked.sent[name])] as const),
    size:
      OVERHEAD +
      body.length +
      asked.key.length +
      asked.address.length +
      JSON.stringify([headers, asked.request.headers]).length,
  };
}

/**
 * Whether an answer is worth a closer look: what fails here is never stored, or could never be used again.
 *
 * @param authorization what the request says of who makes it.
 */
export function mayBeKept(authorization: string | undefined, headers: AnswerHeaders): boolean {
  // RFC 9111, 3.5: to a request with credentials only what says so.
  if (authorization !== undefined) return /must-revalidate|public|s-maxage/i.test(text(headers['cache-control']) ?? '');
  return saysFreshness(headers) || headers['etag'] !== undefined || headers['last-modified'] !== undefined;
}

/** Whether an answer is for the one request alone, whatever it says of how long it may be kept. */
export function isForOne(headers: AnswerHeaders): boolean {
  return headers['set-cookie'] !== undefined || variedBy(headers).includes('*');
}

/** A strong validator (RFC 9110, 8.8.3) of a body. */
export function entityTag(body: Buffer): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
}

function variedBy(headers: AnswerHeaders): string[] {
  return (text(headers['vary']) ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
