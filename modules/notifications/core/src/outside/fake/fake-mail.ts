import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { maskAddress } from '../../domain/mask-address.ts';
import type { Mail, MailToSend } from '../mail.ts';

export interface FakeMailSettings {
  /** Milliseconds that every mail takes at least. */
  readonly delayMs: number;
  /** The share of mails that are not taken, 0 to 1. */
  readonly failureRate: number;
}

/** Stands in for a mail provider: a line in the log for every mail, without its text and most of its address. */
export class FakeMail implements Mail {
  readonly #settings: FakeMailSettings;
  readonly #log: Pick<Logger, 'info'>;
  readonly #random: () => number;

  constructor(settings: FakeMailSettings, log: Pick<Logger, 'info'>, random: () => number = Math.random) {
    this.#settings = settings;
    this.#log = log;
    this.#random = random;
  }

  async send({ key, to, subject }: MailToSend, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#settings.delayMs > 0) await delay(this.#settings.delayMs, undefined, { signal });
    if (this.#random() < this.#settings.failureRate)
      throw new Error('the mail provider (fake) did not take a mail; trying again is safe');
    this.#log.info({ mail: key, to: maskAddress(to), subject }, 'mail sent (fake)');
  }
}
