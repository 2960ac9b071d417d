import { expect, it } from 'vitest';
import { LoopWatch } from './loop-watch.ts';

/** Lets a watch look every `everyMs` from `now` on, for `forMs`, with a share of a processor; gives the time of the last look. */
function looks(watch: LoopWatch, from: number, everyMs: number, forMs: number, share = 1): number {
  let now = from;
  while (now + everyMs <= from + forMs) watch.look((now += everyMs), everyMs * share);
  return now;
}

function settled(): { watch: LoopWatch; now: number } {
  const watch = new LoopWatch(() => {});
  return { watch, now: looks(watch, 0, 25, 5_000) };
}

it('a loop that is busy and late for some time is overloaded, until it has been calm for a second', () => {
  const { watch, now } = settled();
  const late = looks(watch, now, 150, 600);
  expect(watch.overloaded).toBe(true);
  const soon = looks(watch, late, 25, 800);
  expect(watch.overloaded).toBe(true);
  looks(watch, soon, 25, 500);
  expect(watch.overloaded).toBe(false);
});

it('a burst is not, nor a loop that comes round in time, however busy', () => {
  const { watch, now } = settled();
  const burst = looks(watch, now, 350, 350);
  expect(watch.overloaded).toBe(false);
  looks(watch, burst, 100, 5_000);
  expect(watch.overloaded).toBe(false);
});

it('a loop that is late because others have the processor is not', () => {
  const { watch, now } = settled();
  looks(watch, now, 150, 5_000, 0.3);
  expect(watch.overloaded).toBe(false);
});

it('one that was overloaded is not any more when only others keep it late', () => {
  const { watch, now } = settled();
  const late = looks(watch, now, 150, 600);
  expect(watch.overloaded).toBe(true);
  looks(watch, late, 150, 1_500, 0.3);
  expect(watch.overloaded).toBe(false);
});

it('says by how much the loop is late', () => {
  const { watch, now } = settled();
  expect(watch.delayMs).toBeLessThan(1);
  looks(watch, now, 225, 10_000);
  expect(Math.round(watch.delayMs)).toBe(200);
});
