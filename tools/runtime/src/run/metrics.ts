import { Gauge, Histogram, collectDefaultMetrics } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Deployment } from '../compose/index.ts';
import type { AnsweredRequest } from '../door/index.ts';
import type { Store } from '../ports/index.ts';

/** Metrics of the process and of what waits in its outboxes, beside those of the pipeline. */
export function registerMetrics(registry: Registry, deployment: Pick<Deployment, 'units'>): void {
  collectDefaultMetrics({ register: registry });
  const stores = deployment.units.flatMap(({ host }) =>
    host.store === undefined ? [] : [{ name: host.name, store: host.store }],
  );
  if (stores.length === 0) return;
  let measuring: Promise<readonly Lag[]> | undefined;
  // One look at each outbox serves both metrics of a scrape.
  const lags = (): Promise<readonly Lag[]> =>
    (measuring ??= Promise.all(stores.map(lagOf)).finally(() => (measuring = undefined)));
  const gauge = (name: string, help: string, value: (lag: Lag) => number): Gauge =>
    new Gauge({
      name,
      help,
      labelNames: ['module'],
      registers: [registry],
      async collect() {
        const known = await lags();
        this.reset();
        for (const lag of known) if (lag.known) this.set({ module: lag.module }, value(lag));
      },
    });
  gauge('carveout_outbox_rows', 'Events not yet published', ({ rows }) => rows);
  gauge(
    'carveout_outbox_oldest_seconds',
    'Age of the oldest event not yet published',
    ({ oldestMs }) => oldestMs / 1000,
  );
}

interface Lag {
  readonly module: string;
  /** A scrape is answered while a database is away; its module's numbers are then absent. */
  readonly known: boolean;
  readonly rows: number;
  readonly oldestMs: number;
}

async function lagOf({ name, store }: { readonly name: string; readonly store: Store }): Promise<Lag> {
  try {
    return { module: name, known: true, ...(await store.outbox.lag()) };
  } catch {
    return { module: name, known: false, rows: 0, oldestMs: 0 };
  }
}

/** Counts the door's answers by route and status. */
export function observeDoor(registry: Registry): (request: AnsweredRequest) => void {
  const durations = new Histogram({
    name: 'carveout_door_seconds',
    help: 'Requests from outside, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return ({ method, route, status, seconds }) => durations.observe({ method, route, status: String(status) }, seconds);
}
