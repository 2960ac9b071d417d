import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isExpired } from '../../domain/card-expiry.ts';
import type { Authorisation, Cards, CardToKeep, ChargeRequest, RefundRequest } from '../cards.ts';
import { ProviderUnavailable } from './provider-unavailable.ts';
import { behaviourOf } from './test-cards.ts';
import { TokenVault } from './token-vault.ts';

/** Keys remembered as having failed once. */
const MOST_REMEMBERED = 10_000;

export interface FakeCardsSettings {
  /** Milliseconds that every request takes at least. */
  readonly delayMs: number;
  /** The share of requests that break, 0 to 1. */
  readonly failureRate: number;
  readonly vaultSecret: string;
}

/** What a test may set instead of chance and time. */
export interface FakeCardsChance {
  readonly random?: () => number;
  readonly now?: () => number;
}

/**
 * Stands in for a card provider. It can decline, delay and fail: by the card's number (see test-cards.ts), by the
 * amount, and by settings. It keeps no state: references are made from the key, so that a repeat gets the same one from
 * any replica and after any restart.
 */
export class FakeCards implements Cards {
  readonly #settings: FakeCardsSettings;
  readonly #vault: TokenVault;
  readonly #random: () => number;
  readonly #now: () => number;
  readonly #failedOnce = new Set<string>();

  constructor(settings: FakeCardsSettings, chance: FakeCardsChance = {}) {
    this.#settings = settings;
    this.#vault = new TokenVault(settings.vaultSecret);
    this.#random = chance.random ?? Math.random;
    this.#now = chance.now ?? Date.now;
  }

  async keep(card: CardToKeep, signal: AbortSignal): Promise<{ readonly token: string }> {
    await this.#wire('keep a card', signal);
    return { token: this.#vault.seal(card) };
  }

  async authorise({ key, token, amount }: ChargeRequest, signal: AbortSignal): Promise<Authorisation> {
    await this.#wire('authorise', signal);
    const card = this.#vault.open(token);
    if (card === undefined) return { kind: 'unknown-token' };
    const { expirationMonth: month, expirationYear: year } = card;
    if (isExpired(month, year, new Date(this.#now()))) return { kind: 'expired', month, year };
    const behaviour = behaviourOf(card.digits, amount.units);
    if (behaviour.kind === 'decline') return { kind: 'declined', reason: behaviour.reason };
    if (behaviour.kind === 'fail') throw new ProviderUnavailable('authorise');
    if (behaviour.kind === 'fail-once') this.#failFirst(key);
    if (behaviour.kind === 'delay') await delay(behaviour.ms, undefined, { signal });
    return { kind: 'authorised', authorisation: reference('auth', key), lastFour: card.digits.slice(-4) };
  }

  async capture(request: { readonly key: string }, signal: AbortSignal): Promise<{ readonly paymentId: string }> {
    await this.#wire('capture', signal);
    return { paymentId: reference('pay', request.key) };
  }

  async refund(_request: RefundRequest, signal: AbortSignal): Promise<void> {
    await this.#wire('refund', signal);
  }

  /** The way to the provider and back. */
  async #wire(what: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#settings.delayMs > 0) await delay(this.#settings.delayMs, undefined, { signal });
    if (this.#random() < this.#settings.failureRate) throw new ProviderUnavailable(what);
  }

  #failFirst(key: string): void {
    if (this.#failedOnce.has(key)) return;
    if (this.#failedOnce.size >= MOST_REMEMBERED) this.#failedOnce.clear();
    this.#failedOnce.add(key);
    throw new ProviderUnavailable('authorise');
  }
}

function reference(kind: 'auth' | 'pay', key: string): string {
  return `${kind}_${createHash('sha256').update(`${kind} ${key}`).digest('base64url').slice(0, 24)}`;
}
