import type { IncomingHttpHeaders } from 'node:http';
import type CachePolicy from 'http-cache-semantics';

/** How much a cache keeps. */
export interface StoreLimits {
  /** Bytes of all answers together, their headers and addresses included. */
  readonly bytes: number;
  readonly entries: number;
  /** Bytes of the largest body that is kept. */
  readonly bodyBytes: number;
}

/** @default 64 MiB, 10000 answers of at most 1 MiB */
export const defaultStoreLimits: StoreLimits = { bytes: 67_108_864, entries: 10_000, bodyBytes: 1_048_576 };

export interface StoredAnswer {
  /** What it is an answer of: a change there makes it void, whoever it was kept for. */
  readonly address: string;
  readonly policy: CachePolicy;
  readonly status: number;
  readonly body: Buffer;
  /** Request headers that the answer depends on, with the values that it was made for (`Vary`). */
  readonly varied: readonly (readonly [name: string, value: string | undefined])[];
  /** Bytes. */
  readonly size: number;
}

/** Of one address, at most this many answers for different headers are kept: `Vary` must not fill the memory. */
const MOST_VARIANTS = 8;

/** Answers by what was asked, bounded in bytes and number; the one that was longest not used goes first. */
export class AnswerStore {
  readonly #limits: StoreLimits;
  readonly #answers = new Map<string, readonly StoredAnswer[]>();
  /** Keys by address. */
  readonly #addresses = new Map<string, Set<string>>();
  #bytes = 0;
  #entries = 0;

  constructor(limits: StoreLimits = defaultStoreLimits) {
    this.#limits = limits;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get entries(): number {
    return this.#entries;
  }

  /** The answer to a request with these headers. */
  find(key: string, headers: IncomingHttpHeaders): StoredAnswer | undefined {
    const variants = this.#answers.get(key);
    if (variants === undefined) return undefined;
    this.#answers.delete(key);
    this.#answers.set(key, variants);
    return variants.find(({ varied }) => varied.every(([name, value]) => text(headers[name]) === value));
  }

  /** Keeps an answer in place of the one for the same headers. */
  set(key: string, answer: StoredAnswer): void {
    const variants = this.#answers.get(key) ?? [];
    const same = JSON.stringify(answer.varied);
    const others = variants.filter(({ varied }) => JSON.stringify(varied) !== same);
    this.delete(key);
    if (answer.size > this.#limits.bytes) return;
    const kept = [answer, ...others].slice(0, MOST_VARIANTS);
    this.#answers.set(key, kept);
    this.#addresses.set(answer.address, (this.#addresses.get(answer.address) ?? new Set()).add(key));
    this.#entries += kept.length;
    this.#bytes += kept.reduce((sum, { size }) => sum + size, 0);
    while (this.#bytes > this.#limits.bytes || this.#entries > this.#limits.entries) {
      const [oldest] = this.#answers.keys();
      this.delete(oldest!);
    }
  }

  /** Drops all that is kept of an address. */
  deleteAddress(address: string): void {
    for (const key of this.#addresses.get(address) ?? []) this.delete(key);
  }

  delete(key: string): void {
    const variants = this.#answers.get(key);
    if (variants === undefined) return;
    this.#answers.delete(key);
    this.#forget(variants[0]!.address, key);
    this.#entries -= variants.length;
    this.#bytes -= variants.reduce((sum, { size }) => sum + size, 0);
  }

  #forget(address: string, key: string): void {
    const keys = this.#addresses.get(address);
    keys?.delete(key);
    if (keys?.size === 0) this.#addresses.delete(address);
  }
}

/** A header's value as it is compared. */
export function text(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'object' ? value.join(', ') : value;
}
