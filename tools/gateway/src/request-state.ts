import type { Principal } from '@carveout/contract';
import type { Context } from 'koa';
import type { PassedAnswer } from './answers/passed-answer.ts';
import { arrivalOf } from './arrival/arrival.ts';
import type { Identity } from './identity/identity.ts';
import type { GatewayRoute } from './routes/gateway-route.ts';

/** What the gateway knows of a request that has a route, each part from the moment on when it has been found out. */
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
  /** How that was found out; undefined where nothing was looked at. */
  identity: Identity | undefined;
  /** The principal as it is told inward. */
  signedPrincipal: string | undefined;
  /** Whether it counts towards the rate of its client's network already. */
  countedByNetwork: boolean;
  /** What an instance has answered; undefined until then, and where the gateway answers by itself. */
  answer: PassedAnswer | undefined;
}

type Matched = Pick<RequestState, 'route' | 'requestId' | 'deadline' | 'client'> &
  Partial<Pick<RequestState, 'principal'>>;

export function rememberRequest(context: Pick<Context, 'req'>, matched: Matched): void {
  const { route, requestId, deadline, client, principal } = matched;
  arrivalOf(context).matched = {
    route,
    requestId,
    deadline,
    client,
    principal,
    identity: undefined,
    signedPrincipal: undefined,
    countedByNetwork: false,
    answer: undefined,
  };
}

/** @throws Error for a request that matched no route yet. */
export function requestState(context: Pick<Context, 'req'>): RequestState {
  const state = arrivalOf(context).matched;
  if (state === undefined) throw new Error('the request has not been matched with a route');
  return state;
}
