import { hash as hashed } from 'node:crypto';
import type { Principal } from '@carveout/contract';
import { BoundedMap } from '@carveout/runtime/inward';
import type { Tokens } from '@carveout/runtime/topology';
import { jwtVerify } from 'jose';
import type { FlattenedJWSInput, JWSHeaderParameters, JWTPayload } from 'jose';
import type { IssuerKeys } from './issuer-keys.ts';
import { KeysAway } from './keys-away.ts';
import { rolesOf } from './roles-of.ts';

/** Characters of a token; more are not looked at. */
const MOST_CHARACTERS = 8_192;
const MOST_KEPT = 10_000;
/** By how much the issuer's clock may differ. */
const TOLERANCE_S = 30;
/** `sub` has at most 255 characters (OpenID Connect Core, section 2). */
const MOST_SUBJECT = 255;
/** What an access token may call itself (RFC 9068, 2.1); none at all and `JWT` are usual. Others are for other purposes. */
const TYPES = new Set([undefined, 'jwt', 'at+jwt', 'application/jwt', 'application/at+jwt']);

/** What `visitorOf` makes of sessions. */
const VISITOR = /^[\w-]{43}$/;

const hashOf = (token: string): string => hashed('sha256', token, 'base64');

/** What was found out about a token. `why` is for the log, never for the client. */
export type Verdict = { readonly principal: Principal } | { readonly why: string };

interface Kept {
  readonly principal: Principal;
  /** Epoch ms. */
  readonly until: number;
  readonly generation: number;
}

/**
 * Verifies bearer tokens: JWTs (RFC 7519) under the rules of RFC 8725 and RFC 9068. Of those that hold, it remembers a hash
 * until they are over or the issuer's keys change, so that a token that comes again costs little.
 */
export class TokenVerifier {
  readonly #tokens: Tokens;
  readonly #keys: Pick<IssuerKeys, 'find' | 'generation' | 'refreshWhenOld'>;
  readonly #now: () => number;
  readonly #besideVisitors: boolean;
  readonly #kept = new BoundedMap<string, Kept>(MOST_KEPT);

  /**
   * @param besideVisitors whether there are sessions, whose visitors have ids too: then no token may name somebody in their form.
   * @param now epoch ms
   */
  constructor(
    tokens: Tokens,
    keys: Pick<IssuerKeys, 'find' | 'generation' | 'refreshWhenOld'>,
    besideVisitors: boolean,
    now: () => number = Date.now,
  ) {
    this.#besideVisitors = besideVisitors;
    this.#tokens = tokens;
    this.#keys = keys;
    this.#now = now;
  }

  /** Whom a token names that was found to hold before, and still does; undefined for one that is to be verified. */
  known(token: string): Principal | undefined {
    if (token.length > MOST_CHARACTERS) return undefined;
    const known = this.#known(hashOf(token));
    // Otherwise, known tokens alone would never bring news of withdrawn keys.
    if (known !== undefined) this.#keys.refreshWhenOld();
    return known?.principal;
  }

  /**
   * @param deadline epoch ms until when the issuer's keys are waited for.
   * @throws KeysAway when nothing can be said about any token.
   */
  async verify(token: string, deadline: number): Promise<Verdict> {
    if (token.length > MOST_CHARACTERS) return { why: 'too long' };
    const known = this.known(token);
    if (known !== undefined) return { principal: known };
    const hash = hashOf(token);
    this.#kept.delete(hash);
    // Not the one at the end: keys that change meanwhile may have withdrawn the one that verifies this token.
    let generation = -1;
    const keyOf = async (header?: JWSHeaderParameters, signed?: FlattenedJWSInput) => {
      const found = await this.#keys.find(header, signed, deadline);
      generation = found.generation;
      return found.key;
    };
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keyOf, {
        algorithms: this.#tokens.algorithms,
        issuer: this.#tokens.issuer,
        audience: this.#tokens.audience,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: TOLERANCE_S,
        currentDate: new Date(this.#now()),
      });
      if (!TYPES.has(protectedHeader.typ?.toLowerCase())) return { why: 'a token for another purpose' };
      return this.#keep(hash, payload, generation);
    } catch (error) {
      if (error instanceof KeysAway) throw error;
      // Also what a cryptographic library makes of rubbish: no token may break the gateway.
      return { why: error instanceof Error ? error.message : String(error) };
    }
  }

  #known(hash: string): Kept | undefined {
    const known = this.#kept.get(hash);
    const counts = known !== undefined && known.until > this.#now() && known.generation === this.#keys.generation;
    return counts ? known : undefined;
  }

  #keep(hash: string, payload: JWTPayload, generation: number): Verdict {
    const { sub, exp } = payload;
    if (typeof sub !== 'string' || sub === '' || sub.length > MOST_SUBJECT) return { why: 'sub is no name' };
    if (this.#besideVisitors && VISITOR.test(sub)) return { why: 'sub has the form of a visitor without an account' };
    const principal = { id: sub, roles: rolesOf(payload, this.#tokens.roles) };
    const until = (exp! + TOLERANCE_S) * 1_000;
    this.#kept.set(hash, { principal, until, generation });
    return { principal };
  }
}
