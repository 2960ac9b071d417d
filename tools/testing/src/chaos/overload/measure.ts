import { setTimeout as sleep } from 'node:timers/promises';
import { openLoop } from '../rolling/open-loop.ts';
import type { Asks } from './asks.ts';

const AT_ONCE = [4, 16, 48];
const STEP_MS = 2_000;
const LOOK_MS = 100;
/** After a load, what is left of it is worked off, and what protects finds that it is over. */
const REST_MS = 1_500;
const REST_WITHIN_MS = 60_000;
/** An ask by itself is done within this. */
const AT_ONCE_MS = 100;

/** Done in time per second, at most, by askers who each come back at once. */
export async function measurePeak({ ask }: Asks): Promise<number> {
  let peak = 0;
  for (const askers of AT_ONCE) {
    let done = 0;
    const began = performance.now();
    const elapsed = (): number => performance.now() - began;
    await Promise.all(
      Array.from({ length: askers }, async () => {
        while (elapsed() < STEP_MS) if ((await ask()) === 'done') done += 1;
      }),
    );
    peak = Math.max(peak, (done * 1_000) / elapsed());
  }
  return peak;
}

export interface Overload {
  readonly offered: number;
  /** Done in time, per second. */
  readonly goodput: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Resident memory of the busy process, in MiB. */
  readonly memory: { readonly before: number; readonly most: number };
}

/** Asks `rate` times a second, whatever becomes of it. */
export async function overload(
  { ask }: Asks,
  rate: number,
  seconds: number,
  residentMiB: () => number,
): Promise<Overload> {
  const before = residentMiB();
  let most = before;
  const looking = setInterval(() => (most = Math.max(most, residentMiB())), LOOK_MS);
  const outcomes: Record<string, number> = {};
  const began = performance.now();
  const loop = openLoop(rate, async () => {
    const outcome = await ask();
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  });
  await sleep(seconds * 1_000);
  const { arrivals } = loop;
  const took = (performance.now() - began) / 1_000;
  await loop.end();
  clearInterval(looking);
  await untilAtRest(ask);
  return { offered: arrivals / took, goodput: (outcomes['done'] ?? 0) / took, outcomes, memory: { before, most } };
}

async function untilAtRest(ask: Asks['ask']): Promise<void> {
  const began = performance.now();
  for (let took = Infinity; took > AT_ONCE_MS && performance.now() - began < REST_WITHIN_MS;) {
    await sleep(REST_MS);
    const askedAt = performance.now();
    if ((await ask()) === 'done') took = performance.now() - askedAt;
  }
}
