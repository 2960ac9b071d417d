import { Gauge, Histogram, collectDefaultMetrics } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Deployment } from '../compose/index.ts';
import type { AnsweredRequest } from '../door/index.ts';
import type { Store, StoreSizes } from '../ports/index.ts';

/** The databases are asked at most so often, however often and by however many the metrics are read. */
const SAMPLE_MS = 10_000;

type Measured = Pick<Deployment, 'units' | 'relays'>;

/** Metrics of the process and of what its modules' stores hold, beside those of the pipeline. */
export function registerMetrics(registry: Registry, deployment: Measured, sampleMs = SAMPLE_MS): void {
  collectDefaultMetrics({ register: registry });
  gaugeListeners(registry, deployment);
  const stores = deployment.units.flatMap(({ host }) =>
    host.store === undefined ? [] : [{ name: host.name, store: host.store }],
  );
  if (stores.length === 0) return;
  let sample: Promise<readonly Sample[]> | undefined;
  let sampledAt = -Infinity;
  const samples = (): Promise<readonly Sample[]> => {
    if (sample === undefined || performance.now() - sampledAt >= sampleMs) {
      sampledAt = performance.now();
      sample = Promise.all(stores.map(sampleOf));
    }
    return sample;
  };
  const gauge = (name: string, help: string, value: (sample: Known) => number): Gauge =>
    new Gauge({
      name: `carveout_${name}`,
      help,
      labelNames: ['module'],
      registers: [registry],
      async collect() {
        const all = await samples();
        this.reset();
        for (const { module, known } of all) if (known !== undefined) this.set({ module }, value(known));
      },
    });
  gauge('outbox_rows', 'Events not yet published', ({ outbox }) => outbox.rows);
  gauge('outbox_oldest_seconds', 'Age of the oldest event not yet published', ({ outbox }) => outbox.oldestMs / 1000);
  gauge('dead_letters', 'Messages set aside, held, or to be replayed', ({ deadLetters }) => deadLetters.rows);
  gauge(
    'dead_letters_oldest_seconds',
    'Time since the first failure of the oldest dead letter',
    ({ deadLetters }) => deadLetters.oldestMs / 1000,
  );
  gauge('inbox_rows_estimate', 'Messages handled within the last week, about', ({ inboxRows }) => inboxRows);
  gauge('outcome_rows_estimate', 'Outcomes saved within the last week, about', ({ outcomeRows }) => outcomeRows);
  gaugeRelays(registry, deployment);
}

/** Many that wait, and none of them new, mean that those under way do not end: often for a lock. */
function gaugeListeners(registry: Registry, { units }: Measured): void {
  new Gauge({
    name: 'carveout_listener_tries',
    help: 'Events that a listener is trying, and that wait for a connection of its module',
    labelNames: ['module', 'listener', 'state'],
    registers: [registry],
    collect() {
      for (const { subscription, listener } of units.flatMap(({ listeners }) => listeners)) {
        for (const [state, tries] of Object.entries(listener.tries)) {
          this.set({ module: subscription.module, listener: subscription.listener, state }, tries);
        }
      }
    },
  });
}

/** Over all replicas of a module the sum is 1; none for long means that nobody publishes its events. */
function gaugeRelays(registry: Registry, deployment: Measured): void {
  new Gauge({
    name: 'carveout_outbox_relay',
    help: 'Whether this process holds the lease on publishing the events of the module',
    labelNames: ['module'],
    registers: [registry],
    collect() {
      for (const { host } of deployment.units) {
        const holds = deployment.relays(host.name);
        if (holds !== undefined) this.set({ module: host.name }, holds ? 1 : 0);
      }
    },
  });
}

interface Known extends StoreSizes {
  readonly outbox: { readonly rows: number; readonly oldestMs: number };
}

interface Sample {
  readonly module: string;
  /** A scrape is answered while a database is away; its module's numbers are then absent. */
  readonly known: Known | undefined;
}

async function sampleOf({ name, store }: { readonly name: string; readonly store: Store }): Promise<Sample> {
  try {
    const [outbox, sizes] = await Promise.all([store.outbox.lag(), store.sizes()]);
    return { module: name, known: { outbox, ...sizes } };
  } catch {
    return { module: name, known: undefined };
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
