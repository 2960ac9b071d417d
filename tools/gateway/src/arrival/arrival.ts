import { randomUUID } from 'node:crypto';
import type { Networks } from '@carveout/runtime/discovery';
import type { Context, Middleware } from 'koa';
import { settleForwarded } from './client.ts';

/** What is known of a request before it has a route. */
export interface Arrival {
  readonly requestId: string;
  readonly client: string;
  /** When it came, in ms of `performance.now()`. */
  readonly at: number;
  /** The route's name; `unknown` until there is one. */
  route: string;
  /** Whether the answer is an instance's, and not the gateway's own. */
  passedOn: boolean;
  /** Whether the client waits for 100 (Continue) before it sends the body. */
  awaitsContinue: boolean;
}

const VISIBLE = /^[\x21-\x7e]{1,128}$/;
const arrivals = new WeakMap<object, Arrival>();
const awaiting = new WeakSet<object>();

/** Gives each request its id, which the answer bears as `X-Request-Id`, and finds out who sent it. */
export function beginArrival(trusted: Networks | undefined): Middleware {
  return (context, next) => {
    const { req } = context;
    const given = req.headers['x-request-id'];
    const requestId = typeof given === 'string' && VISIBLE.test(given) ? given : randomUUID();
    const client = settleForwarded(req, trusted);
    const awaitsContinue = awaiting.has(req);
    arrivals.set(req, { requestId, client, at: performance.now(), route: 'unknown', passedOn: false, awaitsContinue });
    context.res.setHeader('X-Request-Id', requestId);
    return next();
  };
}

/** Remembers that a request came with `Expect: 100-continue`: Node tells it by another event. */
export function awaitContinue(request: object): void {
  awaiting.add(request);
}

export function arrivalOf({ req }: Pick<Context, 'req'>): Arrival {
  const arrival = arrivals.get(req);
  if (arrival === undefined) throw new Error('the request did not come through the gateway');
  return arrival;
}

/** For where it may not have come so far. */
export function requestIdOf(context: Pick<Context, 'req'> | undefined): string | undefined {
  return context && arrivals.get(context.req)?.requestId;
}
