// Reading a clock costs about as much as the rest of a guard: a call reads the monotonic one twice, and the wall clock
// is derived from it. A step of the wall clock is followed within a second.
const FOLLOW_EVERY_MS = 1_000;

let offset = Date.now() - performance.now();
let followedAt = performance.now();

/** Epoch ms of a reading of `performance.now()`, whole. */
export function epochMs(monotonic: number): number {
  if (monotonic - followedAt > FOLLOW_EVERY_MS) {
    offset = Date.now() - performance.now();
    followedAt = monotonic;
  }
  return Math.floor(offset + monotonic);
}

/** What `performance.now()` will say at an epoch ms, if nobody sets the wall clock until then. */
export function monotonicMs(epoch: number): number {
  return performance.now() + (epoch - Date.now());
}
