import CachePolicy from 'http-cache-semantics';

/** Tells ages by the monotonic clock: with the wall clock set back, an answer would be fresh for so much longer. */
export class SteadyPolicy extends CachePolicy {
  /** Epoch ms, as the wall clock would say if nobody had set it since the process began. */
  override now(): number {
    return performance.timeOrigin + performance.now();
  }

  /** What a client compares with its own clock is told by the wall clock. */
  override responseHeaders(): Record<string, string | string[]> {
    return { ...super.responseHeaders(), date: new Date(Date.now()).toUTCString() };
  }
}
