import { createHistogram } from 'node:perf_hooks';
import { isShed } from './failure.ts';
import type { Failure, FailureKind } from './failure.ts';
import type { Outcome } from './send.ts';

const KEPT_FAILURES = 50;

export interface TallyFigures {
  readonly requests: number;
  readonly failures: Readonly<Partial<Record<FailureKind, number>>>;
  /** The first of them in words. */
  readonly failed: readonly Failure[];
  /** Milliseconds from the moment at which a request was due, whether or not it could be sent then. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Counts requests, their latencies, and how they fail. */
export class Tally {
  readonly #latencies = createHistogram();
  readonly #failures = new Map<FailureKind, number>();
  readonly #kept: Failure[] = [];
  #requests = 0;
  /** Failures of which a door said that it has too much to do. */
  shed = 0;
  lastFailure: Failure | undefined;

  get requests(): number {
    return this.#requests;
  }
  get failed(): number {
    return [...this.#failures.values()].reduce((sum, count) => sum + count, 0);
  }

  /** @param dueAt by `performance.now()`. */
  count(outcome: Outcome, dueAt: number): void {
    this.#requests += 1;
    this.#latencies.record(Math.max(1, Math.round((performance.now() - dueAt) * 1_000)));
    if (outcome.failure !== undefined) this.fail(outcome.failure);
  }

  fail(failure: Failure): void {
    if (isShed(failure)) this.shed += 1;
    this.#failures.set(failure.kind, (this.#failures.get(failure.kind) ?? 0) + 1);
    this.lastFailure = failure;
    if (this.#kept.length < KEPT_FAILURES) this.#kept.push(failure);
  }

  figures(): TallyFigures {
    const ms = (microseconds: number): number => (this.#requests === 0 ? 0 : Math.round(microseconds) / 1_000);
    return {
      requests: this.#requests,
      failures: Object.fromEntries(this.#failures),
      failed: this.#kept,
      p50: ms(this.#latencies.percentile(50)),
      p99: ms(this.#latencies.percentile(99)),
      max: ms(this.#latencies.max),
    };
  }
}
