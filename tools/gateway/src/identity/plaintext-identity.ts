import { isLoopback } from '@carveout/runtime/discovery';
import { CarveoutError } from '@carveout/runtime/errors';
import { plaintextIdentity } from '../errors/carv-349-plaintext-identity.ts';

/**
 * Refuses, in production, an identity endpoint that anyone on the way could read: tokens and cookies come in there, and signed
 * principals go out.
 *
 * @param host where it listens.
 * @throws CarveoutError CARV-349 unless that is loopback, or a mesh encrypts.
 */
export function refusePlaintextIdentity(env: NodeJS.ProcessEnv, host: string, production: boolean): void {
  if ((env['IDENTITY_PORT'] ?? '') === '' || !production) return;
  if (env['CARVEOUT_LINK_PLAINTEXT'] === 'mesh' || isLoopback(host)) return;
  throw new CarveoutError(
    plaintextIdentity,
    `IDENTITY_PORT is set, and the gateway listens at ${host}: tokens and principals would travel unencrypted in production. Let it listen on loopback (CARVEOUT_HOST=127.0.0.1), or say that a mesh encrypts (CARVEOUT_LINK_PLAINTEXT=mesh)`,
  );
}
