import { setTimeout as sleep } from 'node:timers/promises';
import { openLoop } from '../rolling/open-loop.ts';
import type { Asks } from './asks.ts';
import { ownShare } from './own-time.ts';
import type { OwnTime } from './own-time.ts';

const AT_ONCE = [4, 16, 48];
const STEP_MS = 2_000;
const LOOK_MS = 100;
/** After a load, what is left of it is worked off, and what protects finds that it is over. */
const REST_MS = 1_500;
const REST_WITHIN_MS = 300_000;
const CALM_LOOKS = 2;
/** The part of a processor that a host takes that has next to nothing to do. */
const LITTLE = 0.2;
/** An ask by itself is done within this. */
const AT_ONCE_MS = 100;

/** Who is asked. */
export interface Host {
  residentMiB(): number;
  ownTime(): Promise<OwnTime>;
}

export interface Peak {
  /** Done in time, by the clock. */
  readonly perSecond: number;
  /** By the time that the host had for itself. */
  readonly perOwnSecond: number;
}

/** What is done at most, by askers who each come back at once. */
export async function measurePeak({ ask }: Asks, host: Pick<Host, 'ownTime'>): Promise<Peak> {
  let peak: Peak = { perSecond: 0, perOwnSecond: 0 };
  for (const askers of AT_ONCE) {
    let done = 0;
    const before = await host.ownTime();
    const began = performance.now();
    const elapsed = (): number => performance.now() - began;
    await Promise.all(
      Array.from({ length: askers }, async () => {
        while (elapsed() < STEP_MS) if ((await ask()) === 'done') done += 1;
      }),
    );
    const perSecond = (done * 1_000) / elapsed();
    const perOwnSecond = perSecond / ownShare(before, await host.ownTime());
    if (perOwnSecond > peak.perOwnSecond) peak = { perSecond, perOwnSecond };
  }
  return peak;
}

/** Rates are per second of the time that the host had for itself. */
export interface Overload {
  readonly offered: number;
  /** Done in time, and before the end of the load. */
  readonly goodput: number;
  /** The part of the time that the host had for itself. */
  readonly own: number;
  /** Of all that was asked, also of what was answered after the load. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Resident memory of the host, in MiB. */
  readonly memory: { readonly before: number; readonly most: number };
}

/** Asks `rate` times a second, whatever becomes of it. */
export async function overload({ ask }: Asks, rate: number, seconds: number, host: Host): Promise<Overload> {
  const before = host.residentMiB();
  let most = before;
  const looking = setInterval(() => (most = Math.max(most, host.residentMiB())), LOOK_MS);
  const outcomes: Record<string, number> = {};
  const ownBefore = await host.ownTime();
  const began = performance.now();
  const loop = openLoop(rate, async () => {
    const outcome = await ask();
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  });
  await sleep(seconds * 1_000);
  const { arrivals } = loop;
  // What still waits is worked off later, in time that is not counted.
  const done = outcomes['done'] ?? 0;
  const took = (performance.now() - began) / 1_000;
  // Busy as it is, it may answer late: its share is of the time until then.
  const [ownAfter] = await Promise.all([host.ownTime(), loop.end()]);
  clearInterval(looking);
  await untilAtRest(ask, host);
  const own = ownShare(ownBefore, ownAfter);
  const rateOf = (count: number): number => count / (took * own);
  return { offered: rateOf(arrivals), goodput: rateOf(done), own, outcomes, memory: { before, most } };
}

/** Sagas that their callers have given up go on, some after a pause: none is left when the host has had little to do twice. */
async function untilAtRest(ask: Asks['ask'], host: Pick<Host, 'ownTime'>): Promise<void> {
  const began = performance.now();
  for (let calm = 0; calm < CALM_LOOKS && performance.now() - began < REST_WITHIN_MS;) {
    const before = await host.ownTime();
    await sleep(REST_MS);
    const after = await host.ownTime();
    const askedAt = performance.now();
    const isPrompt = (await ask()) === 'done' && performance.now() - askedAt < AT_ONCE_MS;
    const ran = (after.ranMs - before.ranMs) / (after.at - before.at);
    calm = isPrompt && ran < LITTLE ? calm + 1 : 0;
  }
}
