/**
 * How the gateway tells the deployables who makes a request: a compact JWS (RFC 7515) with the claims of a JWT (RFC 7519),
 * signed with Ed25519 (RFC 8037). Nothing else that a request brings counts.
 */
export const PRINCIPAL_HEADER = 'Carveout-Principal';
/** The claim `iss`. */
export const PRINCIPAL_ISSUER = 'carveout-gateway';
/** The claim `aud`. */
export const PRINCIPAL_AUDIENCE = 'carveout';
/** The header `typ`, so that no other token signed with the key passes for this one (RFC 8725, 3.11). */
export const PRINCIPAL_TYPE = 'carveout-principal+jwt';
/** Seconds from `iat` to `exp`. */
export const PRINCIPAL_LIFE_S = 60;
