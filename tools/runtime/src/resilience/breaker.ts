import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';
import type { CircuitBreakerPolicy } from 'cockatiel';
import type { BreakerPolicy } from '../topology/resilience.ts';

/** The one call that an open breaker lets through; it decides whether others follow. */
export interface Probe {
  /** Only the first report counts. */
  end(succeeded: boolean): void;
}

/** For cockatiel it is always time: its clock is the wall's, which may be set back by hours. How long it stays open is told here. */
const AT_ONCE = Number.NEGATIVE_INFINITY;

/**
 * Stops calls to an operation that fails over and over. The states are cockatiel's; what is asked of it is chosen so
 * that a call which succeeds costs no promise, and that nobody ever waits: cockatiel lets callers queue behind a probe,
 * however long that hangs, and here they are refused.
 */
export class Breaker {
  readonly #failures: ConsecutiveBreaker;
  readonly #policy: CircuitBreakerPolicy;
  readonly #resetAfter: number;
  /** In ms of `performance.now()`. */
  #openedAt = 0;

  constructor({ failures, resetAfter }: BreakerPolicy) {
    this.#resetAfter = resetAfter;
    this.#failures = new ConsecutiveBreaker(failures);
    this.#policy = circuitBreaker(handleAll, { halfOpenAfter: AT_ONCE, breaker: this.#failures });
    this.#policy.onBreak(() => (this.#openedAt = performance.now()));
  }

  get state(): CircuitState {
    return this.#policy.state;
  }

  get closed(): boolean {
    return this.#policy.state === CircuitState.Closed;
  }

  /** A call that was let through by the closed breaker has ended. */
  succeeded(): void {
    if (this.closed) this.#failures.success();
  }

  /** As `succeeded`. What began before the breaker opened says nothing about what it waits for. */
  failed(): void {
    if (this.closed) void this.#policy.execute(fail).catch(() => undefined);
  }

  /** Undefined while calls are refused: until its time has come, and while another probe is under way. */
  probe(): Probe | undefined {
    if (this.#policy.state !== CircuitState.Open) return undefined;
    if (performance.now() - this.#openedAt < this.#resetAfter) return undefined;
    const outcome = Promise.withResolvers<void>();
    let admitted = false;
    const probed = this.#policy.execute(() => {
      admitted = true;
      return outcome.promise;
    });
    // What it ends with is the breaker's to know.
    probed.catch(() => undefined);
    if (!admitted) return undefined;
    return { end: (succeeded) => (succeeded ? outcome.resolve() : outcome.reject(new Error('the probe failed'))) };
  }
}

function fail(): never {
  throw new Error('a call failed');
}
