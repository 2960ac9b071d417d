import { CarveoutError, gatewayKeyInvalid, gatewayKeyMissing } from '@carveout/runtime/errors';
import { calculateJwkThumbprint, exportJWK, importJWK, importPKCS8 } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import type { Logger } from 'pino';

export interface GatewayKey {
  readonly key: CryptoKey;
  /** Names it in the header of what it signs. */
  readonly kid: string;
}

/**
 * Reads `CARVEOUT_GATEWAY_KEY`: a private Ed25519 key, as a JWK or as PEM (PKCS #8). Undefined where it is not set, in
 * development alone: then everybody is nobody behind the gateway.
 *
 * @throws CarveoutError CARV-344 when it is missing in production, CARV-345 when it cannot be used. Its text is never told.
 */
export async function gatewayKey(
  env: NodeJS.ProcessEnv,
  log: Logger,
  production: boolean,
): Promise<GatewayKey | undefined> {
  const text = env['CARVEOUT_GATEWAY_KEY'] || undefined;
  if (text !== undefined) return readKey(text);
  if (production)
    throw new CarveoutError(
      gatewayKeyMissing,
      'CARVEOUT_GATEWAY_KEY is not set: the gateway could not prove its word to the deployables. Set it to a private Ed25519 key',
    );
  log.warn('CARVEOUT_GATEWAY_KEY is not set: the deployables will not be told who makes requests');
  return undefined;
}

async function readKey(text: string): Promise<GatewayKey> {
  try {
    const isJwk = text.trimStart().startsWith('{');
    const given = isJwk ? (JSON.parse(text) as JWK) : undefined;
    // Many tools that set variables cannot write line ends.
    const key = given
      ? await importJWK(given, 'EdDSA')
      : await importPKCS8(text.replaceAll('\\n', '\n'), 'EdDSA', { extractable: true });
    const { kty, crv, x, d } = given ?? (await exportJWK(key));
    if (key instanceof Uint8Array || kty !== 'OKP' || crv !== 'Ed25519' || d === undefined)
      throw new Error('of another kind');
    return { key, kid: given?.kid ?? (await calculateJwkThumbprint({ kty, crv, x: x! })) };
  } catch {
    throw new CarveoutError(
      gatewayKeyInvalid,
      'CARVEOUT_GATEWAY_KEY is no private Ed25519 key. It must be a JWK (JSON) or PEM (PKCS #8)',
    );
  }
}
