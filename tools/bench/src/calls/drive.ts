import { build } from 'hdr-histogram-js';

export interface DriveOptions {
  /** Calls in flight at any time. */
  readonly inFlight: number;
  /** How long is counted, after a lead of a quarter of a second. */
  readonly seconds: number;
}

export interface Driven {
  /** Calls per second while counted. */
  readonly perSecond: number;
  readonly p50ms: number;
  readonly p99ms: number;
  /** All calls, those of the lead and the tail included: what the CPU time of the whole drive was spent on. */
  readonly calls: number;
}

const LEAD_MS = 250;

/** Keeps so many calls in flight: each that ends is followed by the next at once. */
export async function drive(call: () => Promise<void>, { inFlight, seconds }: DriveOptions): Promise<Driven> {
  const histogram = build({ highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: 3 });
  let calls = 0;
  let counted = 0;
  const from = performance.now() + LEAD_MS;
  const until = from + seconds * 1000;
  const loop = async (): Promise<void> => {
    for (let now = performance.now(); now < until;) {
      const startedAt = now;
      await call();
      now = performance.now();
      calls += 1;
      if (startedAt >= from && now <= until) {
        counted += 1;
        histogram.recordValue(Math.max(1, Math.round((now - startedAt) * 1000)));
      }
    }
  };
  await Promise.all(Array.from({ length: inFlight }, loop));
  return {
    perSecond: counted / seconds,
    p50ms: histogram.getValueAtPercentile(50) / 1000,
    p99ms: histogram.getValueAtPercentile(99) / 1000,
    calls,
  };
}
