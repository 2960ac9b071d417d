import type { Authorisation, Cards, ChargeRequest, RefundRequest } from '../outside/cards.ts';

type Point = 'authorise' | 'capture' | 'captured' | 'refund' | 'refunded';

/**
 * A provider that remembers what became of each order's money, and has no opinion about the order of requests: it takes
 * money also after it was told to give it back. So what must never happen is up to the module. Whoever gives up waiting
 * for it stops nothing: a request that has arrived goes on.
 */
export class LedgerCards implements Cards {
  readonly money = new Map<string, 'taken' | 'given back'>();
  readonly captures: string[] = [];
  readonly #refunds = new Set<string>();
  /** Runs when a request has arrived, or when its answer is on the way. What it throws is the provider's fault. */
  on: Partial<Record<Point, (key: string) => unknown>> = {};

  async keep(): Promise<{ readonly token: string }> {
    return Promise.resolve({ token: 'tok_any-card' });
  }

  authorise({ key }: ChargeRequest, signal: AbortSignal): Promise<Authorisation> {
    return unlessAborted(signal, async () => {
      await this.on.authorise?.(key);
      return { kind: 'authorised', authorisation: `auth_${key}`, lastFour: '0454' };
    });
  }

  capture({ key }: { readonly key: string }, signal: AbortSignal): Promise<{ readonly paymentId: string }> {
    return unlessAborted(signal, async () => {
      await this.on.capture?.(key);
      this.captures.push(key);
      this.money.set(key, 'taken');
      await this.on.captured?.(key);
      return { paymentId: `pay_${key}` };
    });
  }

  /** Once under its key: a repeat gives nothing back, whatever was taken since. */
  refund({ key, charge }: RefundRequest, signal: AbortSignal): Promise<void> {
    return unlessAborted(signal, async () => {
      await this.on.refund?.(charge);
      if (!this.#refunds.has(key) && this.money.has(charge)) this.money.set(charge, 'given back');
      this.#refunds.add(key);
      await this.on.refunded?.(charge);
    });
  }
}

async function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work(), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
