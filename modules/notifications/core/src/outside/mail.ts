export interface MailToSend {
  /** Idempotency key: one mail is delivered under it, however often it is sent. */
  readonly key: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/**
 * The mail provider. `send` resolves when the provider has taken the mail, and rejects when it has not, or when that
 * is not known; it gives up when `signal` aborts.
 */
export interface Mail {
  send(mail: MailToSend, signal: AbortSignal): Promise<void>;
}
