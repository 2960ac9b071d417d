import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '@carveout/contract';
import { cacheAnswers } from '../cache/cache-answers.ts';
import type { StoreLimits } from '../cache/answer-store.ts';
import { passPrincipal } from '../principal/pass-principal.ts';
import { requestState } from '../request-state.ts';
import { listen } from './listen.ts';
import { aroundPolicies, routeTo } from './around-policies.ts';

/** What an upstream answers; `count` is 1 for the first request that reaches it. */
export type Answering = (response: ServerResponse, request: IncomingMessage, count: number) => void;

export interface CachedUpstream {
  readonly access?: unknown;
  /** Milliseconds of the policy. */
  readonly cache?: number;
  readonly kind?: 'query' | 'command';
  readonly limits?: Partial<StoreLimits>;
  readonly withinMs?: number;
}

/** A gateway with a cache before an upstream; what comes to either is counted. A client is who the header `x-test-principal` names. */
export async function openCached(
  answer: Answering,
  { access = 'public', cache, kind = 'query', limits, withinMs = 5_000 }: CachedUpstream = {},
) {
  const reached: { method: string; url: string; headers: IncomingMessage['headers'] }[] = [];
  const upstream = await listen((request, response) => {
    reached.push({ method: request.method!, url: request.url!, headers: request.headers });
    answer(response, request, reached.length);
  });
  const principalOf = (name: string): Principal | undefined =>
    name === '' ? undefined : { id: name, roles: ['customer'] };
  const principals: (Principal | undefined)[] = [];
  let arrived = 0;
  const url = await aroundPolicies({
    upstream,
    withinMs,
    principal: (context) => {
      arrived += 1;
      return principalOf(context.get('X-Test-Principal'));
    },
    route: ({ method }) =>
      routeTo(access, cache === undefined ? {} : { cache }, method === 'GET' || method === 'HEAD' ? kind : 'command'),
    matched: [
      cacheAnswers(limits),
      passPrincipal(undefined),
      (context, next) => {
        principals.push(requestState(context).principal);
        return next();
      },
    ],
  });
  return { url, reached, principals, arrived: () => arrived };
}

export const say =
  (headers: Record<string, string | string[]>, status = 200): Answering =>
  (response, _request, count) =>
    void response.writeHead(status, headers).end(`answer ${count}`);

export const minute = { 'Cache-Control': 'max-age=60' };
export const as = (principal: string) => ({ 'x-test-principal': principal });
