import type { Principal } from '@carveout/contract';
import type { Context } from 'koa';
import type { GatewayRoute } from './routes/gateway-route.ts';

/** What the gateway knows of a request, each part from the moment on when it has been found out. */
export interface RequestState {
  readonly route: GatewayRoute;
  /** Sent inward and answered as `X-Request-Id`. */
  readonly requestId: string;
  /** Epoch ms by which the answer must begin. */
  readonly deadline: number;
  /** The address of the client, behind trusted proxies. */
  readonly client: string;
  /** Who makes the request; undefined for nobody. */
  principal: Principal | undefined;
}

const states = new WeakMap<object, RequestState>();

export function rememberRequest({ req }: Pick<Context, 'req'>, state: RequestState): void {
  states.set(req, state);
}

/** @throws Error for a request that matched no route yet. */
export function requestState({ req }: Pick<Context, 'req'>): RequestState {
  const state = states.get(req);
  if (state === undefined) throw new Error('the request has not been matched with a route');
  return state;
}
