import type { Tokens } from '@carveout/runtime/topology';
import { createLocalJWKSet, errors } from 'jose';
import type { CryptoKey, FlattenedJWSInput, JSONWebKeySet, JWSHeaderParameters, LocalJWKSet } from 'jose';
import type { Logger } from 'pino';
import { discoverKeys } from './discover-keys.ts';
import { fetchJson } from './fetch-json.ts';
import { KeysAway } from './keys-away.ts';

export interface IssuerKeysOptions {
  readonly tokens: Pick<Tokens, 'issuer' | 'keys'>;
  readonly log: Logger;
  /** Milliseconds within which unknown key ids cause one fetch at most. @default 30000 */
  readonly cooldownMs?: number;
  /** Milliseconds after a failed fetch until the next, while there is no set at all. @default 5000 */
  readonly retryMs?: number;
  /** Milliseconds after which a set is fetched anew; meanwhile, and while the issuer is away, the last one counts. @default 600000 */
  readonly maxAgeMs?: number;
  /** Milliseconds that a fetch may take. @default 5000 */
  readonly timeoutMs?: number;
  /** Largest document of an issuer, in bytes. @default 262144 */
  readonly bytes?: number;
}

export interface FoundKey {
  readonly key: CryptoKey;
  /** Of the set that it was found in, which may be another by the time that the key is at hand. */
  readonly generation: number;
}

/** The public keys of an issuer: fetched when first needed, kept, and fetched again seldom, whatever tokens come in. */
export class IssuerKeys {
  readonly #options: Required<IssuerKeysOptions>;
  #set: LocalJWKSet | undefined;
  #text = '';
  #generation = 0;
  #fetchedAt = -Infinity;
  #triedAt = -Infinity;
  #pending: Promise<void> | undefined;
  /** Where Discovery found the set. */
  #address: string | undefined;

  constructor(options: IssuerKeysOptions) {
    this.#options = {
      cooldownMs: 30_000,
      retryMs: 5_000,
      maxAgeMs: 600_000,
      timeoutMs: 5_000,
      bytes: 262_144,
      ...options,
    };
  }

  /** Another one after each change of the set: what was verified before may be signed with a key that was withdrawn. */
  get generation(): number {
    return this.#generation;
  }

  /**
   * The key that verifies a token. Only the header's `kid` and `alg` choose it; keys and addresses that a token brings do not count.
   *
   * @param deadline epoch ms until when a fetch is waited for.
   * @throws KeysAway when no set could be had yet; an error of jose when there is no such key.
   */
  async find(
    header: JWSHeaderParameters | undefined,
    token: FlattenedJWSInput | undefined,
    deadline: number,
  ): Promise<FoundKey> {
    this.refreshWhenOld();
    if (this.#set === undefined) await until(deadline, this.#fetch(this.#options.retryMs));
    if (this.#set === undefined) throw new KeysAway(this.#options.tokens.issuer);
    const generation = this.#generation;
    try {
      return { key: await this.#set(header, token), generation };
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await until(deadline, this.#fetch(this.#options.cooldownMs));
      const later = this.#generation;
      if (later === generation) throw error;
      return { key: await this.#set(header, token), generation: later };
    }
  }

  /** Fetches the set anew when it is due, without anybody waiting for it. */
  refreshWhenOld(): void {
    if (this.#set === undefined || performance.now() - this.#fetchedAt < this.#options.maxAgeMs) return;
    void this.#fetch(this.#options.cooldownMs);
  }

  /** One fetch at a time, and none within `pauseMs` of the last. Never rejects: a set that is there stays. */
  #fetch(pauseMs: number): Promise<void> {
    if (this.#pending !== undefined) return this.#pending;
    if (performance.now() - this.#triedAt < pauseMs) return Promise.resolve();
    this.#pending = this.#load()
      .catch((error: unknown) => {
        // Where the set lies may have changed.
        this.#address = undefined;
        const { issuer } = this.#options.tokens;
        this.#options.log.warn({ issuer, kept: this.#set !== undefined, err: error }, 'an issuer gave no key set');
      })
      .finally(() => {
        this.#pending = undefined;
        // From its end on: one that hangs must not be followed by the next at once.
        this.#triedAt = performance.now();
      });
    return this.#pending;
  }

  async #load(): Promise<void> {
    const { tokens, timeoutMs, bytes } = this.#options;
    const limits = { timeoutMs, bytes };
    this.#address ??= tokens.keys ?? (await discoverKeys(tokens.issuer, limits));
    const document = (await fetchJson(this.#address, limits)) as JSONWebKeySet;
    const set = createLocalJWKSet(document);
    if (document.keys.length === 0) throw new Error(`${this.#address} lists no keys`);
    const text = JSON.stringify(document.keys);
    if (text !== this.#text) this.#generation++;
    [this.#set, this.#text, this.#fetchedAt] = [set, text, performance.now()];
  }
}

/** Waits for what never rejects, but not longer than until the deadline (epoch ms). */
function until(deadline: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.max(0, deadline - Date.now()));
    void work.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
