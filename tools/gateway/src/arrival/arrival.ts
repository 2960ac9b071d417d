import type { IncomingMessage } from 'node:http';
import { requestIdFrom } from '@carveout/runtime/door';
import type { Networks } from '@carveout/runtime/discovery';
import type { Context, Middleware } from 'koa';
import type { RequestState } from '../request-state.ts';
import { settleForwarded } from './client.ts';

/** What is known of a request before it has a route. */
export interface Arrival {
  readonly requestId: string;
  readonly client: string;
  /** When it came, in ms of `performance.now()`. */
  readonly at: number;
  /** The route's name; `unknown` until there is one. */
  route: string;
  /** Whether the client waits for 100 (Continue) before it sends the body. */
  readonly awaitsContinue: boolean;
  /** Names and values of the headers that the gateway adds to the answer, whoever gives it; see `addHeader`. */
  readonly added: string[];
  /** Whether the answer is out, or can no longer go out. */
  isOver: boolean;
  /** Hears of it when it comes to that. */
  whenOver: (() => void) | undefined;
  /** What is known once it has a route. */
  matched: RequestState | undefined;
}

// A property costs a fraction of what an entry of a weak map does, which the garbage collector has to follow up.
const ARRIVAL = Symbol('arrival');
const AWAITS_CONTINUE = Symbol('awaits continue');
type Request = IncomingMessage & { [ARRIVAL]?: Arrival; [AWAITS_CONTINUE]?: true };

/** Gives each request its id, which the answer bears as `X-Request-Id`, and finds out who sent it. */
export function beginArrival(trusted: Networks | undefined): Middleware {
  return (context, next) => {
    const req: Request = context.req;
    const requestId = requestIdFrom(req.headers);
    req[ARRIVAL] = {
      requestId,
      client: settleForwarded(req, trusted),
      at: performance.now(),
      route: 'unknown',
      awaitsContinue: req[AWAITS_CONTINUE] === true,
      added: ['X-Request-Id', requestId],
      isOver: false,
      whenOver: undefined,
      matched: undefined,
    };
    return next();
  };
}

/** Remembers that a request came with `Expect: 100-continue`: Node tells it by another event. */
export function awaitContinue(request: IncomingMessage): void {
  (request as Request)[AWAITS_CONTINUE] = true;
}

export function arrivalOf({ req }: Pick<Context, 'req'>): Arrival {
  const arrival = (req as Request)[ARRIVAL];
  if (arrival === undefined) throw new Error('the request did not come through the gateway');
  return arrival;
}

/** For where it may not have come so far. */
export function requestIdOf(context: Pick<Context, 'req'> | undefined): string | undefined {
  return (context?.req as Request | undefined)?.[ARRIVAL]?.requestId;
}
