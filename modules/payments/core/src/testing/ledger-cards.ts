import type { Authorisation, Cards, ChargeRequest } from '../outside/cards.ts';

/**
 * A provider that remembers what became of each order's money, and has no opinion about the order of requests: it takes
 * money also after it was told to give it back. So what must never happen is up to the module.
 */
export class LedgerCards implements Cards {
  readonly money = new Map<string, 'taken' | 'given back'>();
  readonly captures: string[] = [];
  /** Runs when a request has arrived, or when its answer is on the way. What it throws is the provider's fault. */
  on: Partial<Record<'authorise' | 'captured' | 'refund' | 'refunded', (key: string) => unknown>> = {};

  async keep(): Promise<{ readonly token: string }> {
    return Promise.resolve({ token: 'tok_any-card' });
  }

  async authorise({ key }: ChargeRequest): Promise<Authorisation> {
    await this.on.authorise?.(key);
    return { kind: 'authorised', authorisation: `auth_${key}`, lastFour: '0454' };
  }

  async capture({ key }: { readonly key: string }): Promise<{ readonly paymentId: string }> {
    this.captures.push(key);
    this.money.set(key, 'taken');
    await this.on.captured?.(key);
    return { paymentId: `pay_${key}` };
  }

  async refund({ key }: { readonly key: string }): Promise<void> {
    await this.on.refund?.(key);
    if (this.money.has(key)) this.money.set(key, 'given back');
    await this.on.refunded?.(key);
  }
}
