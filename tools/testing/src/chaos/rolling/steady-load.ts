import { setTimeout as sleep } from 'node:timers/promises';
import { isShed } from './failure.ts';
import type { Failure } from './failure.ts';
import type { Load } from './load.ts';
import { openLoop } from './open-loop.ts';
import type { OpenLoop } from './open-loop.ts';
import type { PinnedClient } from './pinned-client.ts';
import { Tally } from './tally.ts';

/** Load before the first restart and after the last. */
export const STEADY_MS = 2_000;
const MOST_HALVINGS = 3;

/** Visitors who come at a rate, and clients that stay, whatever happens. */
export interface RunningLoad {
  readonly rate: number;
  /** By `performance.now()`. */
  readonly began: number;
  readonly tally: Tally;
  readonly loop: OpenLoop;
  readonly pinned: readonly PinnedClient[];
  end(): Promise<void>;
}

export function startLoad(
  load: Pick<Load, 'arrive'>,
  rate: number,
  stay: (tally: Tally) => readonly PinnedClient[],
): RunningLoad {
  const tally = new Tally();
  const began = performance.now();
  const pinned = stay(tally);
  const loop = openLoop(rate, (dueAt) => load.arrive(tally, dueAt));
  const end = async (): Promise<void> => {
    await Promise.all([loop.end(), ...pinned.map((client) => client.end())]);
  };
  return { rate, began, tally, loop, pinned, end };
}

type Steady = Pick<RunningLoad, 'rate' | 'tally' | 'end'>;

export interface SteadyOptions<L extends Steady> {
  readonly rate: number;
  /** Whether that was measured: a rate that was asked for stays. */
  readonly isMeasured: boolean;
  readonly start: (rate: number) => L;
  readonly say: (line: string) => void;
  readonly steadyMs?: number;
}

/**
 * The load of a run, a while after its beginning. Where a door refuses some of it before anything is restarted, the machine
 * has become too slow for what was measured: then it begins anew with half of it, three times at most: what that shows is worth seeing, though the run
 * ends as violated for it. Whatever else failed stays a failure.
 */
export async function steadyLoad<L extends Steady>({
  rate,
  isMeasured,
  start,
  say,
  steadyMs = STEADY_MS,
}: SteadyOptions<L>): Promise<L> {
  const others: Failure[] = [];
  for (let halvings = 0, now = rate; ; halvings += 1, now = Math.max(1, Math.floor(now / 2))) {
    say(`${now} visits/s from now on, whatever happens`);
    const running = start(now);
    await sleep(steadyMs);
    const { tally } = running;
    if (tally.shed === 0 || !isMeasured || halvings === MOST_HALVINGS) {
      for (const failure of others) tally.fail(failure);
      return running;
    }
    await running.end();
    others.push(...tally.figures().failed.filter((failure) => !isShed(failure)));
    say(
      `${tally.shed} requests were refused (CARV-312) before any restart: this is too much for the machine as it is now`,
    );
  }
}
