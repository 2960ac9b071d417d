import { describe, expect, it } from 'vitest';
import { simulate } from './testing/simulate-sagas.ts';

/** What neighbours can do that take `sagasPerSecond` together, and one by itself within 40 ms. */
const neighbours = { capacity: 80, aloneMs: 40 };
const patience = 5_000;

describe('with three times as many as neighbours can do', () => {
  const offered = 3 * neighbours.capacity;

  it('whose steps then do not get through, nearly all that can be done is done, from the first second on', () => {
    const load = { ...neighbours, patience, offered, lossesAbove: 50, seconds: 10 };
    expect(simulate({ ...load, sheds: false }).perSecond).toBeLessThan(20);
    const { perSecond, late } = simulate(load);
    expect(perSecond).toBeGreaterThan(0.9 * neighbours.capacity);
    expect(late).toBe(0);
  });

  it('who are only slow then, all that can be done is done once those are through that came before', () => {
    const load = { ...neighbours, patience, offered, seconds: 40 };
    expect(simulate({ ...load, sheds: false, from: 25 }).perSecond).toBe(0);
    expect(simulate({ ...load, from: 25 }).perSecond).toBeGreaterThan(0.95 * neighbours.capacity);
  });
});

describe('lets all in', () => {
  it('that come at once, where they can be done', () => {
    expect(simulate({ ...neighbours, patience, atOnce: 300, seconds: 10 })).toMatchObject({ done: 300, refused: 0 });
  });

  it('that take nearly all of their time by themselves', () => {
    const load = { capacity: 1_000, aloneMs: 3_000, patience, offered: 100, seconds: 60 };
    expect(simulate(load)).toMatchObject({ refused: 0, late: 0 });
  });

  it.each([
    ['that take longer than their callers wait', 6_000],
    ['of which some take longer than their callers wait', 4_000],
  ])('%s, however few there are: after a try with fewer', (_what, aloneMs) => {
    const load = { capacity: 1_000, aloneMs, patience, offered: 100, seconds: 60 };
    expect(simulate({ ...load, from: 25 }).refused).toBe(0);
    // And tries again, ever more rarely.
    const long = simulate({ ...load, seconds: 300, from: 25 });
    expect(long.refused).toBeGreaterThan(0);
    expect(long.refused).toBeLessThan(0.05 * 100 * 300);
  });

  it('when it does not shed', () => {
    const load = { ...neighbours, patience, offered: 240, lossesAbove: 50, seconds: 5, sheds: false };
    expect(simulate(load).refused).toBe(0);
  });

  it('again when all has been well for some time', () => {
    const load = { ...neighbours, patience, offered: 40, awayFrom: 10, awayUntil: 20, seconds: 60 };
    expect(simulate({ ...load, from: 10, seconds: 20 }).refused).toBeGreaterThan(100);
    expect(simulate({ ...load, from: 22 })).toMatchObject({ refused: 0, late: 0 });
    expect(simulate({ ...load, from: 35 }).limit).toBe(Infinity);
  });
});

it('while neighbours are away, lets a few in, so that it is noticed when they are back', () => {
  const load = { ...neighbours, patience, offered: 60, awayFrom: 10, awayUntil: 20, from: 20, seconds: 30 };
  expect(simulate(load).perSecond).toBeGreaterThan(0.9 * 60);
});
