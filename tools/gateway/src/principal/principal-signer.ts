import type { Principal } from '@carveout/contract';
import {
  BoundedMap,
  PRINCIPAL_AUDIENCE,
  PRINCIPAL_ISSUER,
  PRINCIPAL_LIFE_S,
  PRINCIPAL_TYPE,
} from '@carveout/runtime/inward';
import { SignJWT } from 'jose';
import type { GatewayKey } from './gateway-key.ts';

/** A signature serves again for this long, so that at least half of its life is left at the deployable. */
const REUSE_MS = 30_000;
const MOST_KEPT = 10_000;

interface Signed {
  /** A promise while it is being made. */
  header: string | Promise<string>;
  /** Epoch ms. */
  readonly until: number;
}

/** Signs who makes a request, for the header `Carveout-Principal`. */
export class PrincipalSigner {
  readonly #key: GatewayKey;
  readonly #now: () => number;
  readonly #kept = new BoundedMap<string, Signed>(MOST_KEPT);

  /** @param now epoch ms */
  constructor(key: GatewayKey, now: () => number = Date.now) {
    this.#key = key;
    this.#now = now;
  }

  /** The header's value; the same one for the same principal for 30 s. */
  sign(principal: Principal): string | Promise<string> {
    const name = JSON.stringify([principal.id, principal.roles]);
    const now = this.#now();
    const known = this.#kept.get(name);
    // One from the future was made before the clock was set back: a deployable would not take it yet.
    if (known !== undefined && known.until > now && known.until - now <= REUSE_MS) return known.header;
    const header = this.#make(principal, Math.floor(now / 1_000));
    const made: Signed = { header, until: now + REUSE_MS };
    this.#kept.set(name, made);
    header.then(
      (text) => (made.header = text),
      () => this.#kept.delete(name),
    );
    return header;
  }

  #make({ id, roles }: Principal, iat: number): Promise<string> {
    return new SignJWT({ roles: [...roles] })
      .setProtectedHeader({ alg: 'EdDSA', kid: this.#key.kid, typ: PRINCIPAL_TYPE })
      .setIssuer(PRINCIPAL_ISSUER)
      .setAudience(PRINCIPAL_AUDIENCE)
      .setSubject(id)
      .setIssuedAt(iat)
      .setExpirationTime(iat + PRINCIPAL_LIFE_S)
      .sign(this.#key.key);
  }
}
