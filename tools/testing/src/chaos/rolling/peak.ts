import type { Load } from './load.ts';
import { Tally } from './tally.ts';

const VISITORS = [4, 8, 16, 32];
const STEP_MS = 3_000;

/**
 * The most visits per second that the shop carried out, by visitors who each come back at once; more of them each time,
 * until some are refused: a door that has no time for them may do so.
 *
 * @throws Error when the fewest are refused already.
 */
export async function measurePeak(
  load: Pick<Load, 'arrive'>,
  onStep: (line: string) => void,
  stepMs = STEP_MS,
): Promise<number> {
  let peak = 0;
  for (const visitors of VISITORS) {
    const tally = new Tally();
    const began = performance.now();
    let visits = 0;
    await Promise.all(
      Array.from({ length: visitors }, async () => {
        while (performance.now() - began < stepMs) {
          await load.arrive(tally, performance.now());
          visits += 1;
        }
      }),
    );
    const perSecond = (visits * 1_000) / (performance.now() - began);
    onStep(`${visitors} visitors: ${perSecond.toFixed(0)} visits/s, p99 ${tally.figures().p99.toFixed(0)} ms`);
    if (tally.failed > 0) {
      const failure = JSON.stringify(tally.lastFailure);
      if (peak === 0) throw new Error(`the shop fails at rest: ${failure}`);
      onStep(`more than the shop takes: ${failure}`);
      return peak;
    }
    peak = Math.max(peak, perSecond);
  }
  return peak;
}
