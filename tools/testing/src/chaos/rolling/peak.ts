import type { Load } from './load.ts';
import { Tally } from './tally.ts';

const VISITORS = [4, 8, 16, 32];
const STEP_MS = 3_000;
/** Of the requests of the fewest visitors, the part that a door may refuse: a machine that stands still for a moment makes it. */
const MOST_SHED_AT_REST = 0.1;

/**
 * The most visits per second that the shop carried out, by visitors who each come back at once; more of them each time,
 * until some are refused: a door that has no time for them may do so.
 *
 * @throws Error when requests of the fewest fail, unless a door has refused a few of them.
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
        do {
          await load.arrive(tally, performance.now());
          visits += 1;
        } while (performance.now() - began < stepMs);
      }),
    );
    const perSecond = (visits * 1_000) / (performance.now() - began);
    onStep(`${visitors} visitors: ${perSecond.toFixed(0)} visits/s, p99 ${tally.figures().p99.toFixed(0)} ms`);
    const isStill = visitors === VISITORS[0];
    const isForgiven = isStill && tally.failed === tally.shed && tally.shed < tally.requests * MOST_SHED_AT_REST;
    if (tally.failed > 0 && !isForgiven) {
      const failure = JSON.stringify(tally.lastFailure);
      if (isStill) throw new Error(`the shop fails at rest: ${failure}`);
      onStep(`more than the shop takes: ${failure}`);
      return peak;
    }
    peak = Math.max(peak, perSecond);
  }
  return peak;
}
