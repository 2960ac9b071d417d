import type { JWK, LocalJWKSet } from 'jose';
import { CarveoutError } from '../../errors/carveout-error.ts';
import { gatewayKeyInvalid } from '../../errors/carv-345-gateway-key-invalid.ts';

const VARIABLE = 'CARVEOUT_GATEWAY_KEYS';

/**
 * Reads a set of public keys. One without a `kid` is named by its thumbprint (RFC 7638), as the gateway does it.
 *
 * @param text JSON of a key set (RFC 7517) with one Ed25519 key or more: the one in use and the next, while they change.
 * @throws CarveoutError CARV-345 when it is none, or holds a private key. The text is never told.
 */
export async function readPublicKeys(text: string): Promise<LocalJWKSet> {
  const keys = parsed(text);
  if (keys.length === 0) throw unusable('it names no key');
  if (!keys.every(({ kty, crv, x }) => kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string'))
    throw unusable('every key must be of the type OKP and the curve Ed25519');
  if (keys.some((key) => 'd' in key))
    throw unusable('it holds a private key, which nobody but the gateway may have. Leave out the member `d`');
  const { calculateJwkThumbprint, createLocalJWKSet, importJWK } = await import('jose');
  try {
    await Promise.all(keys.map((key) => importJWK(key, 'EdDSA')));
    const named = keys.map(async (key) => ({ ...key, kid: key.kid ?? (await calculateJwkThumbprint(key)) }));
    return createLocalJWKSet({ keys: await Promise.all(named) });
  } catch {
    throw unusable('one of its keys is no key');
  }
}

function parsed(text: string): JWK[] {
  try {
    const { keys } = JSON.parse(text) as { readonly keys?: unknown };
    if (Array.isArray(keys) && keys.every((key) => typeof key === 'object' && key !== null)) return keys as JWK[];
  } catch {
    // Told below, without the parser's words: they quote the text.
  }
  throw unusable('it is no JSON of the form {"keys":[…]}');
}

function unusable(why: string): CarveoutError {
  return new CarveoutError(
    gatewayKeyInvalid,
    `${VARIABLE}: ${why}. It must be the public half of CARVEOUT_GATEWAY_KEY, as a key set`,
  );
}
