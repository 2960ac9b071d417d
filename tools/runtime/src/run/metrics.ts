import { Gauge, Histogram, collectDefaultMetrics } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Deployment } from '../compose/index.ts';
import type { AnsweredRequest } from '../door/index.ts';

/** Metrics of the process and of what waits in its outboxes, beside those of the pipeline. */
export function registerMetrics(registry: Registry, deployment: Deployment): void {
  collectDefaultMetrics({ register: registry });
  const stores = deployment.units.flatMap(({ host }) =>
    host.store === undefined ? [] : [{ name: host.name, store: host.store }],
  );
  if (stores.length === 0) return;
  const oldest = new Gauge({
    name: 'carveout_outbox_oldest_seconds',
    help: 'Age of the oldest event not yet published',
    labelNames: ['module'],
    registers: [registry],
  });
  new Gauge({
    name: 'carveout_outbox_rows',
    help: 'Events not yet published',
    labelNames: ['module'],
    registers: [registry],
    async collect() {
      await Promise.all(
        stores.map(async ({ name, store }) => {
          // A scrape is answered while a database is away; its module's numbers are then absent.
          const lag = await store.outbox.lag().catch(() => undefined);
          this.remove({ module: name });
          oldest.remove({ module: name });
          if (lag === undefined) return;
          this.set({ module: name }, lag.rows);
          oldest.set({ module: name }, lag.oldestMs / 1000);
        }),
      );
    },
  });
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
