import type { Tokens } from '@carveout/runtime/topology';
import { admit } from '../access/admit.ts';
import { identify } from '../identity/identify.ts';
import { requestState } from '../request-state.ts';
import { IssuerKeys } from '../tokens/issuer-keys.ts';
import type { IssuerKeysOptions } from '../tokens/issuer-keys.ts';
import { TokenVerifier } from '../tokens/verify-tokens.ts';
import { aroundPolicies, readableLog } from './around-policies.ts';
import { AUDIENCE } from './open-issuer.ts';
import type { Issuer } from './open-issuer.ts';
import { send } from './send.ts';
import type { Got } from './send.ts';

export const settingsOf = (issuer: Issuer, more: Partial<Tokens> = {}): Tokens => ({
  issuer: issuer.url,
  audience: AUDIENCE,
  algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
  roles: 'roles',
  ...more,
});

export interface Asking {
  (token: string | string[]): Promise<Got>;
  readonly logged: () => string;
}

/** A gateway that answers with who makes the request. */
export async function gatewayOf(
  issuer: Issuer,
  more: Partial<Tokens> = {},
  options: Partial<IssuerKeysOptions> = {},
  { besideVisitors = false, withinMs = 5_000 } = {},
): Promise<Asking> {
  const { log, text } = readableLog();
  const tokens = settingsOf(issuer, more);
  const verifier = new TokenVerifier(tokens, new IssuerKeys({ tokens, log, ...options }), besideVisitors);
  const url = await aroundPolicies({
    withinMs,
    matched: [
      identify({ tokens: verifier, sessions: undefined, log }),
      admit,
      (context) => {
        context.body = JSON.stringify(requestState(context).principal ?? null);
      },
    ],
  });
  const ask = (token: string | string[]): Promise<Got> =>
    send(
      url,
      [token].flat().flatMap((one) => ['Authorization', `Bearer ${one}`]),
    );
  return Object.assign(ask, { logged: text });
}
