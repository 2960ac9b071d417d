import { CarveoutError } from '@carveout/runtime/errors';
import type { Tokens } from '@carveout/runtime/topology';
import { plaintextIssuer } from '../errors/carv-346-plaintext-issuer.ts';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Refuses keys that travel unprotected: whoever is on their way could name others, and then anybody.
 *
 * @throws CarveoutError CARV-346 when they do. Loopback is no way.
 */
export function refusePlaintextIssuer(tokens: Pick<Tokens, 'issuer' | 'keys'> | undefined): void {
  if (tokens === undefined) return;
  const { protocol, hostname } = new URL(tokens.keys ?? tokens.issuer);
  if (protocol === 'https:' || LOOPBACK.test(hostname)) return;
  throw new CarveoutError(
    plaintextIssuer,
    `gateway.tokens: the keys of ${tokens.issuer} would come over plain text in production. Use an https address`,
  );
}
