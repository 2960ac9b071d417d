/** A pair of keys as the environment carries it. */
export interface GatewayKeys {
  /** Of the gateway alone: `CARVEOUT_GATEWAY_KEY`, a private JWK as JSON. */
  readonly key: string;
  /** Of all other deployables: `CARVEOUT_GATEWAY_KEYS`, a set of public keys as JSON (RFC 7517). */
  readonly keys: string;
}

/** Makes a pair of keys for the principal header, for one run or for a rotation: Ed25519, named by its thumbprint (RFC 7638). */
export async function newGatewayKeys(): Promise<GatewayKeys> {
  const { calculateJwkThumbprint, exportJWK, generateKeyPair } = await import('jose');
  const pair = await generateKeyPair('EdDSA', { extractable: true });
  const publicKey = await exportJWK(pair.publicKey);
  const named = { kid: await calculateJwkThumbprint(publicKey), alg: 'EdDSA', use: 'sig' };
  return {
    key: JSON.stringify({ ...(await exportJWK(pair.privateKey)), ...named }),
    keys: JSON.stringify({ keys: [{ ...publicKey, ...named }] }),
  };
}
