import type { Context } from 'koa';
import type { Refusal } from '../answers/refuse.ts';
import { requestState } from '../request-state.ts';

/** How it was found out who makes a request. */
export interface Identity {
  /** By a token; by a session, which costs nothing to get; or not at all. */
  readonly by: 'token' | 'session' | 'nothing';
  /** Why the request goes no further. It counts towards its client's rate before it is answered. */
  readonly refusal?: Refusal;
}

const NOTHING: Identity = { by: 'nothing' };

export function identityOf(context: Pick<Context, 'req'>): Identity {
  return requestState(context).identity ?? NOTHING;
}
