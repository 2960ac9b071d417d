import { performance } from 'node:perf_hooks';

/** What a process has had of its time since it began, by its own clock, in ms. */
export interface OwnTime {
  readonly at: number;
  /** That it ran, all threads. */
  readonly ranMs: number;
  /** That it had nothing to do. */
  readonly idleMs: number;
}

/** Of this process. */
export function ownTime(): OwnTime {
  const { user, system } = process.cpuUsage();
  return { at: performance.now(), ranMs: (user + system) / 1_000, idleMs: performance.eventLoopUtilization().idle };
}

/**
 * The part of the time between two moments that a process had for itself: it ran, or had nothing to do. The rest, others
 * had the processor. What it does per second of that is what it can do, however busy the machine is; and one that refuses
 * everything has its idle time counted.
 */
export function ownShare(before: OwnTime, after: OwnTime): number {
  return (after.ranMs - before.ranMs + after.idleMs - before.idleMs) / (after.at - before.at);
}
