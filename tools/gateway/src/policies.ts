import type { Gateway } from '@carveout/runtime/topology';
import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import { admit } from './access/admit.ts';
import { cacheAnswers } from './cache/cache-answers.ts';
import { identify } from './identity/identify.ts';
import { MALFORMED_ELSEWHERE } from './identity/refusals.ts';
import { allowOrigins } from './origins/allow-origins.ts';
import { gatewayKey } from './principal/gateway-key.ts';
import { passPrincipal } from './principal/pass-principal.ts';
import { PrincipalSigner } from './principal/principal-signer.ts';
import { limitRates } from './rates/limit-rates.ts';
import { openRates } from './rates/open-rates.ts';
import { RouteRates } from './rates/route-rates.ts';
import type { CountUnrouted } from './routes/match-route.ts';
import { IssuerKeys } from './tokens/issuer-keys.ts';
import { refusePlaintextIssuer } from './tokens/plaintext-issuer.ts';
import { TokenVerifier } from './tokens/verify-tokens.ts';

export interface PoliciesOptions {
  readonly gateway: Gateway;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Logger;
  /** Refuses what is fit for development alone. */
  readonly production: boolean;
  /** Whether the client came over TLS, behind trusted proxies too. @default Koa's `context.secure` */
  readonly isSecure?: (context: Context) => boolean;
}

/** What the gateway asks of requests, in the order in which it asks. */
export interface Policies {
  /** Counts what is answered without a route. */
  readonly countUnrouted: CountUnrouted;
  /** Runs before a request is matched with a route: a preflight matches none. */
  readonly origins: Middleware;
  /** Run after it: who makes the request, how often, whether they may, what was answered before, and the word on it inward. */
  readonly matched: readonly Middleware[];
  /** Of these, what other gateways have answered for them: who makes the request, and whether they may. */
  readonly identity: readonly Middleware[];
  close(): Promise<void>;
}

/**
 * Makes the policies of a topology's gateway. Reads `CARVEOUT_GATEWAY_KEY` and `CARVEOUT_RATES_URL`. Keys of an issuer are fetched
 * when the first token comes.
 *
 * @throws CarveoutError CARV-344, CARV-345, CARV-346 or CARV-347 when a setting is missing, wrong or not safe.
 */
export async function openPolicies(options: PoliciesOptions): Promise<Policies> {
  const { gateway, env, log, production, isSecure } = options;
  if (production) refusePlaintextIssuer(gateway.tokens);
  const key = await gatewayKey(env, log, production);
  const rates = await openRates(env, log);
  const counts = new RouteRates(gateway.routes, rates.limiterOf);
  const keys = gateway.tokens && new IssuerKeys({ tokens: gateway.tokens, log });
  const tokens = keys && new TokenVerifier(gateway.tokens!, keys, gateway.sessions !== undefined);
  const identification = { tokens, sessions: gateway.sessions, log, ...(isSecure && { isSecure }) };
  const identifies = identify({ ...identification, countUnknown: (context) => counts.countNetwork(context) });
  const countUnrouted: CountUnrouted = (context) => counts.countUnrouted(context);
  const passes = passPrincipal(key && new PrincipalSigner(key));
  return {
    countUnrouted,
    origins: allowOrigins(gateway.origins, countUnrouted),
    matched: [identifies, limitRates(counts), admit, cacheAnswers(), passes],
    // Those other gateways count by themselves.
    identity: [identify({ ...identification, malformed: MALFORMED_ELSEWHERE }), admit, passes],
    close: () => rates.close(),
  };
}
