import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AnyOperation, Principal } from '@carveout/contract';
import Koa from 'koa';
import type { Context, Middleware } from 'koa';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { arrivalOf, beginArrival } from '../arrival/arrival.ts';
import { inwardHeaders } from '../principal/pass-principal.ts';
import { answerProblems } from '../problems/answer-problems.ts';
import { outwardHeaders } from '../proxy/outward-headers.ts';
import { rememberRequest, requestState } from '../request-state.ts';
import type { GatewayRoute } from '../routes/gateway-route.ts';
import { listen } from './listen.ts';

export interface GatewayUnderTest {
  /** Where the proxy sends what gets through; without it, who makes the request is answered. */
  readonly upstream?: string;
  readonly before?: readonly Middleware[];
  readonly matched: readonly Middleware[];
  /** The route that a request takes. @default a query of `shop` that anybody may make */
  readonly route?: (context: Context) => GatewayRoute;
  /** Whom a request is from, before any policy looks. @default the header `x-test-client`, or loopback */
  readonly principal?: (context: Context) => Principal | undefined;
  readonly withinMs?: number;
}

/** A small gateway of real sockets around the policies that are tested. */
export function aroundPolicies(options: GatewayUnderTest): Promise<string> {
  const { route = () => routeTo(), withinMs = 5_000 } = options;
  const app = new Koa();
  app.silent = true;
  app.use(beginArrival(undefined));
  app.use(answerProblems(silent));
  for (const middleware of options.before ?? []) app.use(middleware);
  app.use((context, next) => {
    rememberRequest(context, {
      route: route(context),
      requestId: arrivalOf(context).requestId,
      deadline: Date.now() + withinMs,
      client: context.get('X-Test-Client') || '127.0.0.1',
      principal: options.principal?.(context),
    });
    return next();
  });
  for (const middleware of options.matched) app.use(middleware);
  app.use(async (context) => {
    if (options.upstream === undefined) context.body = 'through';
    else await pass(context, options.upstream);
  });
  return listen(app.callback());
}

async function pass(context: Context, upstream: string): Promise<void> {
  const headers = { ...context.req.headers, ...inwardHeaders(context) };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(upstream + context.originalUrl, { method: context.method, headers, agent: false }, resolve);
    sent.on('error', reject);
    context.res.once('close', () => sent.destroy());
    context.req.pipe(sent);
  });
  requestState(context).answer = {
    status: answer.statusCode!,
    headers: outwardHeaders(answer.headers),
    body: answer,
  };
}

/** A query of a module `shop`. */
export function routeTo(
  access: unknown = 'public',
  policy: Partial<GatewayRoute['policy']> = {},
  kind: 'query' | 'command' = 'query',
): GatewayRoute {
  return {
    name: 'shop.see',
    module: 'shop',
    methods: ['GET'],
    path: '/see',
    operation: { id: 'shop.see', kind, access } as unknown as AnyOperation,
    policy: { rate: { requests: 1_000, seconds: 1 }, within: 5_000, body: 65_536, ...policy },
  };
}

/** A log that nobody reads. */
export const silent: Logger = pino({ level: 'silent' });

/** A log whose lines can be read. */
export function readableLog(): { readonly log: Logger; readonly text: () => string } {
  const lines: string[] = [];
  return { log: pino({ level: 'trace' }, { write: (line: string) => lines.push(line) }), text: () => lines.join('') };
}
