import type { Sessions } from '@carveout/runtime/topology';
import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import { requestState } from '../request-state.ts';
import { giveSession } from '../sessions/give-session.ts';
import { freshSecret, secretOf, visitorOf } from '../sessions/session-cookie.ts';
import { authorizationOf } from '../tokens/bearer-token.ts';
import { KeysAway } from '../tokens/keys-away.ts';
import type { TokenVerifier } from '../tokens/verify-tokens.ts';
import { rememberIdentity } from './identity.ts';
import { AWAY, MALFORMED, REFUSED } from './refusals.ts';

export interface IdentifyOptions {
  /** Undefined where no bearer tokens count. */
  readonly tokens: Pick<TokenVerifier, 'verify'> | undefined;
  /** Undefined where visitors without an account are nobody. */
  readonly sessions: Sessions | undefined;
  readonly log: Logger;
  /** Whether the client came over TLS, behind trusted proxies too. @default Koa's `context.secure` */
  readonly isSecure?: (context: Context) => boolean;
}

/**
 * Finds out who makes a request: by `Authorization` whom a token names or nobody, otherwise the visitor of a session, which
 * is made where it is missing. Assets are for everyone, so that they can be cached. What is wrong with a token is remembered,
 * and answered by `admit` once the request has been counted.
 */
export function identify(options: IdentifyOptions): Middleware {
  const { sessions, isSecure = (context: Context) => context.secure } = options;
  return async (context, next) => {
    const authorization = authorizationOf(context.req);
    if (authorization === 'malformed') rememberIdentity(context, { by: 'nothing', refusal: MALFORMED });
    else if (typeof authorization === 'object') await byToken(context, authorization.token, options);
    else if (authorization === 'none' && sessions !== undefined && !context.path.startsWith('/assets/')) {
      const secret = secretOf(context.req, sessions.cookie);
      const fresh = secret === undefined ? freshSecret() : undefined;
      requestState(context).principal = visitorOf(secret ?? fresh!, sessions);
      rememberIdentity(context, { by: 'session' });
      try {
        await next();
      } finally {
        // Also where it failed: repeated by somebody else, it would not be the same request, and would be done twice.
        if (fresh !== undefined) giveSession(context, sessions.cookie, fresh, isSecure(context));
      }
      return;
    }
    await next();
  };
}

async function byToken(context: Context, token: string, { tokens, log }: IdentifyOptions): Promise<void> {
  if (tokens === undefined) return;
  const state = requestState(context);
  try {
    const verdict = await tokens.verify(token, state.deadline);
    if ('principal' in verdict) {
      state.principal = verdict.principal;
      rememberIdentity(context, { by: 'token' });
      return;
    }
    log.debug({ correlation: state.requestId, why: verdict.why }, 'a token was refused');
    rememberIdentity(context, { by: 'nothing', refusal: REFUSED });
  } catch (error) {
    if (!(error instanceof KeysAway)) throw error;
    rememberIdentity(context, { by: 'nothing', refusal: AWAY });
  }
}
