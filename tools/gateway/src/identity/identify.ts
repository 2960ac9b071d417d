import type { Sessions } from '@carveout/runtime/topology';
import type { Context, Middleware, Next } from 'koa';
import type { Logger } from 'pino';
import { requestState } from '../request-state.ts';
import type { RequestState } from '../request-state.ts';
import { giveSession } from '../sessions/give-session.ts';
import { freshSecret, secretOf, visitorOf } from '../sessions/session-cookie.ts';
import { authorizationOf } from '../tokens/bearer-token.ts';
import { KeysAway } from '../tokens/keys-away.ts';
import type { TokenVerifier } from '../tokens/verify-tokens.ts';
import type { Refusal } from '../answers/refuse.ts';
import type { Identity } from './identity.ts';
import { AWAY, MALFORMED, REFUSED } from './refusals.ts';

export interface IdentifyOptions {
  /** Undefined where no bearer tokens count. */
  readonly tokens: Pick<TokenVerifier, 'known' | 'verify'> | undefined;
  /** Counts a request whose token is not known yet, before anything is found out about it; false where it has been refused. */
  readonly countUnknown?: ((context: Context) => boolean | Promise<boolean>) | undefined;
  /** Undefined where visitors without an account are nobody. */
  readonly sessions: Sessions | undefined;
  /** What credentials are answered that nobody can read. @default 400 (RFC 6750, 3.1) */
  readonly malformed?: Refusal;
  readonly log: Logger;
  /** Whether the client came over TLS, behind trusted proxies too. @default Koa's `context.secure` */
  readonly isSecure?: (context: Context) => boolean;
}

const BY_TOKEN: Identity = { by: 'token' };
const BY_SESSION: Identity = { by: 'session' };

/**
 * Finds out who makes a request: by `Authorization` whom a token names or nobody, otherwise the visitor of a session, which
 * is made where it is missing. Assets are for everyone, so that they can be cached. What is wrong with a token is remembered,
 * and answered by `admit` once the request has been counted.
 */
export function identify(options: IdentifyOptions): Middleware {
  const { tokens, sessions, malformed = MALFORMED } = options;
  return (context, next) => {
    const state = requestState(context);
    const authorization = authorizationOf(context.req);
    if (typeof authorization === 'object') {
      if (tokens === undefined) return next();
      const known = tokens.known(authorization.token);
      if (known === undefined) return byUnknownToken(context, next, authorization.token, options);
      state.principal = known;
      state.identity = BY_TOKEN;
      return next();
    }
    if (authorization === 'malformed') state.identity = { by: 'nothing', refusal: malformed };
    if (authorization === 'none' && sessions !== undefined && !context.path.startsWith('/assets/'))
      return bySession(context, next, state, options);
    return next();
  };
}

async function bySession(context: Context, next: Next, state: RequestState, options: IdentifyOptions): Promise<void> {
  const { isSecure = (one: Context) => one.secure } = options;
  const sessions = options.sessions!;
  const secret = secretOf(context.req, sessions.cookie);
  const fresh = secret === undefined ? freshSecret() : undefined;
  state.principal = visitorOf(secret ?? fresh!, sessions);
  state.identity = BY_SESSION;
  try {
    await next();
  } finally {
    // Also where it failed: repeated by somebody else, it would not be the same request, and would be done twice.
    if (fresh !== undefined) giveSession(context, sessions.cookie, fresh, isSecure(context));
  }
}

/** Verifying costs most of all that the gateway does, and may wait for the issuer. */
async function byUnknownToken(context: Context, next: Next, token: string, options: IdentifyOptions): Promise<void> {
  if (options.countUnknown !== undefined && !(await options.countUnknown(context))) return;
  await byToken(context, token, options);
  await next();
}

async function byToken(context: Context, token: string, { tokens, log }: IdentifyOptions): Promise<void> {
  const state = requestState(context);
  try {
    const verdict = await tokens!.verify(token, state.deadline);
    if ('principal' in verdict) {
      state.principal = verdict.principal;
      state.identity = BY_TOKEN;
      return;
    }
    log.debug({ correlation: state.requestId, why: verdict.why }, 'a token was refused');
    state.identity = { by: 'nothing', refusal: REFUSED };
  } catch (error) {
    if (!(error instanceof KeysAway)) throw error;
    state.identity = { by: 'nothing', refusal: AWAY };
  }
}
