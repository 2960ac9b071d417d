import { Counter, Gauge, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';

/** Why something that was sent to an instance came to nothing. */
export type UpstreamFailure = 'refused' | 'full' | 'broken' | 'cut' | 'late';
/** Why a request went to another instance. */
export type RetryReason = 'refused' | 'full' | 'broken' | 'not-run';

/** What the gateway counts. Routes are named, never their paths, so that there are few. */
export class GatewayMetrics {
  readonly #seconds: Histogram<'method' | 'route' | 'status'>;
  readonly #failures: Counter<'module' | 'how'>;
  readonly #retries: Counter<'module' | 'why'>;
  readonly #inFlight: Gauge;
  /** Looking labels up costs prom-client more than counting does. */
  readonly #series = new Map<string, Histogram.Internal<'method' | 'route' | 'status'>>();

  constructor(registry: Registry) {
    const registers = [registry];
    this.#seconds = new Histogram({
      name: 'carveout_gateway_seconds',
      help: 'Requests from outside, by route and status; 499 where the client left before the answer',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.#failures = new Counter({
      name: 'carveout_gateway_upstream_failures_total',
      help: 'Tries at an instance that brought no answer',
      labelNames: ['module', 'how'],
      registers,
    });
    this.#retries = new Counter({
      name: 'carveout_gateway_retries_total',
      help: 'Requests that were sent once more',
      labelNames: ['module', 'why'],
      registers,
    });
    this.#inFlight = new Gauge({ name: 'carveout_gateway_in_flight', help: 'Requests under way', registers });
  }

  began(): void {
    this.#inFlight.inc();
  }

  ended(method: string, route: string, status: number, seconds: number): void {
    this.#inFlight.dec();
    // Methods are the client's to invent.
    const known = METHODS.has(method) ? method : 'other';
    const name = `${known} ${route} ${status}`;
    let series = this.#series.get(name);
    if (series === undefined) {
      series = this.#seconds.labels({ method: known, route, status: String(status) });
      this.#series.set(name, series);
    }
    series.observe(seconds);
  }

  failed(module: string, how: UpstreamFailure): void {
    this.#failures.inc({ module, how });
  }

  retried(module: string, why: RetryReason): void {
    this.#retries.inc({ module, why });
  }
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
