import type { Registry } from 'prom-client';

/** Upper bounds in seconds. */
export const BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** Counts of one label set. `observe` is on the path of every call, so it only adds to arrays. */
export class Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly counts = new Float64Array(BOUNDS.length + 1);
  sum = 0;
  count = 0;

  constructor(labels: Readonly<Record<string, string>>) {
    this.labels = labels;
  }

  observe(ms: number): void {
    const seconds = ms / 1000;
    let index = 0;
    while (index < BOUNDS.length && seconds > BOUNDS[index]!) index++;
    this.counts[index]!++;
    this.sum += seconds;
    this.count++;
  }
}

interface Sample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A Prometheus histogram that prom-client prints, but that costs no label look-up per observation. */
export class CallHistogram {
  readonly name: string;
  readonly help: string;
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  readonly #series = new Map<string, Series>();

  constructor(name: string, help: string, registry?: Registry) {
    this.name = name;
    this.help = help;
    registry?.registerMetric(this as never);
  }

  /** The series of a label set, one however often it is asked for; keep it and observe through it. */
  series(labels: Readonly<Record<string, string>>): Series {
    const name = JSON.stringify(labels);
    let series = this.#series.get(name);
    if (series === undefined) this.#series.set(name, (series = new Series(labels)));
    return series;
  }

  get(): { name: string; help: string; type: string; aggregator: string; values: Sample[] } {
    const seen = [...this.#series.values()].filter((series) => series.count > 0);
    return {
      name: this.name,
      help: this.help,
      type: this.type,
      aggregator: this.aggregator,
      values: seen.flatMap((series) => this.#samples(series)),
    };
  }

  reset(): void {
    for (const series of this.#series.values()) {
      series.counts.fill(0);
      series.sum = series.count = 0;
    }
  }

  #samples(series: Series): Sample[] {
    let total = 0;
    const buckets = BOUNDS.map((bound, index) => {
      total += series.counts[index]!;
      return { metricName: `${this.name}_bucket`, labels: { ...series.labels, le: String(bound) }, value: total };
    });
    return [
      ...buckets,
      { metricName: `${this.name}_bucket`, labels: { ...series.labels, le: '+Inf' }, value: series.count },
      { metricName: `${this.name}_sum`, labels: series.labels, value: series.sum },
      { metricName: `${this.name}_count`, labels: series.labels, value: series.count },
    ];
  }
}
