import { describeRound, whyVoid } from './report.ts';
import type { Round } from './report.ts';

/** How often a round of which nothing can be said is measured again. */
const MOST_REPEATS = 10;

/** Measures a round until something can be said of it; the last one otherwise, which is void and says why. */
export async function roundThatShows(
  measure: () => Promise<Round>,
  times: number,
  say: (line: string) => void,
): Promise<Round> {
  for (let repeats = 0; ; repeats += 1) {
    const round = await measure();
    say(describeRound(round));
    const why = whyVoid(round, times);
    if (why === undefined || repeats === MOST_REPEATS) return round;
    say(`${round.by}: void, and measured again: ${why}`);
  }
}
