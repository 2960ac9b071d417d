import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

/** Where something is refused: calls of other processes, requests at the door, sagas that are to be begun. */
export type ShedAt = 'calls' | 'door' | 'sagas';

/** What is told of a process's load. */
export interface LoadState {
  readonly limit: number;
  readonly running: number;
  readonly delaySeconds: number;
  readonly overloaded: boolean;
}

/** Counts what was refused, and shows why. */
export class LoadMetrics {
  readonly #shed: Counter<'at' | 'reason'>;

  constructor(registry: Registry | undefined, state: () => LoadState) {
    const registers = registry === undefined ? [] : [registry];
    this.#shed = new Counter({
      name: 'carveout_shed_total',
      help: 'What was refused as too much: calls of other processes, requests at the door, sagas to be begun',
      labelNames: ['at', 'reason'],
      registers,
    });
    const gauge = (name: string, help: string, value: (state: LoadState) => number): Gauge =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(value(state()));
        },
      });
    gauge('carveout_load_limit', 'Calls and requests that this process takes at once', ({ limit }) => limit);
    gauge('carveout_load_running', 'Calls and requests from outside that are under way', ({ running }) => running);
    gauge('carveout_load_delay_seconds', 'By how much the event loop is late', ({ delaySeconds }) => delaySeconds);
    gauge('carveout_overloaded', '1 while this process refuses what it cannot do', ({ overloaded }) =>
      overloaded ? 1 : 0,
    );
  }

  shed(at: ShedAt, reason: string): void {
    this.#shed.inc({ at, reason });
  }
}
