import { offer } from '../../harness/offer.ts';
import { check, nextAsk } from '../payload.ts';
import type { Answer, Ask } from '../payload.ts';

export interface InProcessOffers {
  /** Nanoseconds per call, one after the other, over `seconds`. */
  measure(seconds: number): Promise<number>;
}

const BATCH = 2_000;

/** Makes this process measure one way of calling within it. */
export function beMeasured(connect: () => Promise<(ask: Ask) => Promise<Answer>>): void {
  const ready = connect();
  const offers: InProcessOffers = {
    measure: async (seconds) => {
      const call = await ready;
      const asks = Array.from({ length: BATCH }, nextAsk);
      let calls = 0;
      const startedAt = performance.now();
      const until = startedAt + seconds * 1000;
      // The clock is read once a batch: reading it costs as much as a plain call.
      while (performance.now() < until) {
        let last: Answer | undefined;
        for (const ask of asks) last = await call(ask);
        check(asks[BATCH - 1]!, last!);
        calls += BATCH;
      }
      return ((performance.now() - startedAt) * 1e6) / calls;
    },
  };
  offer({ ...offers });
}
