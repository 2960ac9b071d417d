import type { AnyOperation } from '@carveout/contract';
import type { Registry } from 'prom-client';
import type { Resilience } from '../topology/resilience.ts';
import { CallGuard } from './call-guard.ts';
import { ResilienceMetrics } from './metrics.ts';
import { policyOf } from './policy.ts';
import { RetryBudget } from './retry-budget.ts';

/** The guards of one process: one per operation that is called, and one retry budget per module. */
export class CallGuards {
  readonly #resilience: Resilience | undefined;
  readonly #metrics: ResilienceMetrics;
  readonly #budgets = new Map<string, RetryBudget>();
  readonly #guards = new Map<string, CallGuard>();

  constructor(resilience: Resilience | undefined, registry: Registry | undefined) {
    this.#resilience = resilience;
    this.#metrics = new ResilienceMetrics(registry);
  }

  of(operation: AnyOperation): CallGuard {
    let guard = this.#guards.get(operation.id);
    if (guard === undefined) {
      const policy = policyOf(operation, this.#resilience);
      guard = new CallGuard(operation, policy, this.#budget(operation.module), this.#metrics);
      this.#guards.set(operation.id, guard);
    }
    return guard;
  }

  #budget(module: string): RetryBudget {
    let budget = this.#budgets.get(module);
    if (budget === undefined) this.#budgets.set(module, (budget = new RetryBudget(performance.now())));
    return budget;
  }
}
