import { createHistogram } from 'node:perf_hooks';
import type { RecordableHistogram } from 'node:perf_hooks';
import { routes } from './routes.ts';

/** One request that did not end as it should. */
export interface FailedRequest {
  readonly route: string;
  /** Undefined when no answer came. */
  readonly status: number | undefined;
  readonly reason: string;
}

export interface RouteFigures {
  readonly route: string;
  readonly count: number;
  readonly failures: number;
  /** Milliseconds; 0 when nothing was counted. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** How many failures are kept in words; all are counted. */
const KEPT_FAILURES = 50;

interface RouteRecord {
  failures: number;
  readonly latencies: RecordableHistogram;
}

/** Counts what a load does: requests, failures and latencies per route, and how many requests are open at once. */
export class LoadRecord {
  readonly failures: FailedRequest[] = [];
  failureCount = 0;
  open = 0;
  maxOpen = 0;
  readonly #routes = new Map<string, RouteRecord>();
  readonly #all = createHistogram();

  constructor() {
    for (const { name } of Object.values(routes)) this.#of(name);
  }

  begin(): void {
    this.open += 1;
    this.maxOpen = Math.max(this.maxOpen, this.open);
  }

  /** Ends one request: after `ms`, with what went wrong if anything did. */
  end(route: string, ms: number, failure?: Omit<FailedRequest, 'route'>): void {
    this.open -= 1;
    const microseconds = Math.max(1, Math.round(ms * 1000));
    this.#of(route).latencies.record(microseconds);
    this.#all.record(microseconds);
    if (failure) this.fail({ route, ...failure });
  }

  /** A failure of a request that was already ended, such as a page that lacks its form. */
  fail(failure: FailedRequest): void {
    this.failureCount += 1;
    this.#of(failure.route).failures += 1;
    if (this.failures.length < KEPT_FAILURES) this.failures.push(failure);
  }

  perRoute(): RouteFigures[] {
    return [...this.#routes].map(([route, record]) => figuresOf(route, record));
  }

  total(): RouteFigures {
    return figuresOf('all', { failures: this.failureCount, latencies: this.#all });
  }

  #of(route: string): RouteRecord {
    let record = this.#routes.get(route);
    if (!record) this.#routes.set(route, (record = { failures: 0, latencies: createHistogram() }));
    return record;
  }
}

function figuresOf(route: string, { failures, latencies }: RouteRecord): RouteFigures {
  const ms = (microseconds: number): number => (latencies.count === 0 ? 0 : microseconds / 1000);
  return {
    route,
    count: latencies.count,
    failures,
    p50: ms(latencies.percentile(50)),
    p99: ms(latencies.percentile(99)),
    max: ms(latencies.max),
  };
}
