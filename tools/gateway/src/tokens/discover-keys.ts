import { fetchJson } from './fetch-json.ts';
import type { FetchLimits } from './fetch-json.ts';

/**
 * Asks an issuer where its key set is: OpenID Connect Discovery 1.0, section 4.
 *
 * @throws Error when the document is not there, or is another issuer's, or names an address that is less safe than its own.
 */
export async function discoverKeys(issuer: string, limits: FetchLimits): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = (await fetchJson(url, limits)) as { readonly issuer?: unknown; readonly jwks_uri?: unknown } | null;
  // Section 4.3: it must be exactly the issuer that was asked.
  if (document?.issuer !== issuer) throw new Error(`${url} is the document of another issuer`);
  const { jwks_uri: keys } = document;
  if (typeof keys !== 'string' || !URL.canParse(keys)) throw new Error(`${url} names no key set`);
  const { protocol } = new URL(keys);
  if (protocol !== 'https:' && !(protocol === 'http:' && issuer.startsWith('http:')))
    throw new Error(`${url} names a key set that is not at an https address`);
  return keys;
}
