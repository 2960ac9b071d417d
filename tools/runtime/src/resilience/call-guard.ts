import type { AnyOperation } from '@carveout/contract';
import { breakerOpen, bulkheadFull } from '../errors/index.ts';
import type { CallReply } from '../ports/index.ts';
import { Breaker } from './breaker.ts';
import { Bulkhead } from './bulkhead.ts';
import type { OperationPolicy } from './policy.ts';
import type { ResilienceMetrics } from './metrics.ts';
import type { RetryBudget } from './retry-budget.ts';

/** What protects the calls of this process to one operation, whichever of its modules makes them. */
export class CallGuard {
  readonly policy: OperationPolicy;
  readonly budget: RetryBudget;
  readonly breaker: Breaker | undefined;
  readonly bulkhead: Bulkhead | undefined;
  readonly #operation: string;
  readonly #metrics: ResilienceMetrics;

  constructor(operation: AnyOperation, policy: OperationPolicy, budget: RetryBudget, metrics: ResilienceMetrics) {
    this.policy = policy;
    this.budget = budget;
    this.breaker = policy.breaker === undefined ? undefined : new Breaker(policy.breaker);
    this.bulkhead = policy.bulkhead === undefined ? undefined : new Bulkhead(policy.bulkhead);
    this.#operation = operation.id;
    this.#metrics = metrics;
    if (this.breaker !== undefined) metrics.watch(operation.id, this.breaker);
  }

  /** True when a retry of one of its calls fits the budget; it is then counted. */
  allowsRetry(): boolean {
    const allowed = this.budget.take(performance.now());
    this.#metrics.retry(this.#operation, allowed);
    return allowed;
  }

  fellBack(): void {
    this.#metrics.fallback(this.#operation);
  }

  refusedByBreaker(): CallReply {
    const { failures } = this.policy.breaker!;
    this.#metrics.refused(this.#operation, 'breaker');
    return {
      kind: 'not-sent',
      code: breakerOpen.code,
      message: `calls to it are stopped for a moment, because ${failures} in a row have failed`,
    };
  }

  refusedByBulkhead(): CallReply {
    const { concurrent, queue } = this.policy.bulkhead!;
    this.#metrics.refused(this.#operation, 'bulkhead');
    return {
      kind: 'not-sent',
      code: bulkheadFull.code,
      message: `this process has ${concurrent} calls to it under way, and ${queue} wait`,
    };
  }

  /** Its deadline came while it waited for a place: that says nothing of who would have answered. */
  expiredInBulkhead(ms: number): CallReply {
    const { concurrent } = this.policy.bulkhead!;
    this.#metrics.refused(this.#operation, 'bulkhead');
    return {
      kind: 'not-sent',
      code: bulkheadFull.code,
      message: `it waited ${ms} ms for one of the ${concurrent} places for calls to it; it did not run`,
    };
  }
}
