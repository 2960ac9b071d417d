import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Breaker } from './breaker.ts';

/** What the policies of one process did. Counted only where something is retried, refused or replaced. */
export class ResilienceMetrics {
  readonly #retries: Counter<'operation'>;
  readonly #exhausted: Counter<'operation'>;
  readonly #refused: Counter<'operation' | 'by'>;
  readonly #fallbacks: Counter<'operation'>;
  readonly #breakers = new Map<string, Breaker>();

  constructor(registry: Registry | undefined) {
    const registers = registry === undefined ? [] : [registry];
    const counter = <L extends string>(name: string, help: string, labelNames: L[]): Counter<L> =>
      new Counter({ name, help, labelNames, registers });
    this.#retries = counter('carveout_call_retries_total', 'Tries of calls after the first', ['operation']);
    this.#exhausted = counter(
      'carveout_call_retry_budget_exhausted_total',
      'Calls that failed without another try because the retry budget was used up',
      ['operation'],
    );
    this.#refused = counter('carveout_call_refused_total', 'Calls that an open breaker or a full bulkhead refused', [
      'operation',
      'by',
    ]);
    this.#fallbacks = counter('carveout_call_fallbacks_total', 'Calls answered by the fallback of their caller', [
      'operation',
    ]);
    const breakers = this.#breakers;
    new Gauge({
      name: 'carveout_call_breaker_state',
      help: 'Breakers of operations: 0 closed, 1 open, 2 half-open',
      labelNames: ['operation'],
      registers,
      collect() {
        for (const [operation, { state }] of breakers) this.set({ operation }, state);
      },
    });
  }

  watch(operation: string, breaker: Breaker): void {
    this.#breakers.set(operation, breaker);
  }

  retry(operation: string, allowed: boolean): void {
    (allowed ? this.#retries : this.#exhausted).inc({ operation });
  }

  refused(operation: string, by: 'breaker' | 'bulkhead'): void {
    this.#refused.inc({ operation, by });
  }

  fallback(operation: string): void {
    this.#fallbacks.inc({ operation });
  }
}
