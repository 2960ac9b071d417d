import type { Logger } from 'pino';
import { CarveoutError, gatewayKeyMissing } from '../errors/index.ts';
import type { InwardPrincipal } from '../door/inward/inward-principal.ts';
import type { Topology } from '../topology/topology.ts';

/**
 * Who tells the door who makes a request: the gateway, where the topology has one; undefined where the door finds out by
 * itself. Reads `CARVEOUT_GATEWAY_KEYS`.
 *
 * @throws CarveoutError CARV-344 when production has no keys, CARV-345 when they cannot be used.
 */
export async function principalsOf(
  { gateway, file }: Topology,
  env: NodeJS.ProcessEnv,
  log: Logger,
  production: boolean,
): Promise<InwardPrincipal | undefined> {
  if (gateway === undefined) return undefined;
  const keys = env['CARVEOUT_GATEWAY_KEYS'] || undefined;
  if (keys === undefined && production)
    throw new CarveoutError(
      gatewayKeyMissing,
      `${file} has a gateway, but CARVEOUT_GATEWAY_KEYS is not set: nobody could tell its word from a forged one. Set it to the public half of the gateway's key`,
    );
  // Loaded here alone: where there is no gateway, no signature is looked at.
  const { inwardPrincipal } = await import('../door/inward/inward-principal.ts');
  return inwardPrincipal({ keys, log });
}
