import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EventMessage } from '../ports/index.ts';
import { KeyLanes } from './key-lanes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const row = (key: string): EventMessage => ({
  ...{ id: `of ${key}`, module: 'bank', event: 'paid', version: 1, key, payload: {}, at: 0 },
  envelope: { id: `of ${key}`, correlation: 'c', caller: 'bank' },
});

it('remembers how often a key was refused when the outbox is read to its end after that', () => {
  const lanes = new KeyLanes();
  const rests = (): number => lanes.restEnds - performance.now();
  for (let refusals = 1; refusals <= 10; refusals++) {
    expect(lanes.take(row('a'))).toBe(true);
    expect(lanes.refused('a')).toBe(refusals === 1);
    lanes.wasRead();
    const rest = rests();
    vi.advanceTimersByTime(Math.floor(rest / 2));
    expect(lanes.endRests()).toBe(false);
    vi.advanceTimersByTime(Math.ceil(rest));
    expect(lanes.endRests()).toBe(true);
    expect([...lanes.leftOut]).toEqual([]);
  }
  // Nothing is left of it: what comes next begins anew.
  lanes.wasRead();
  lanes.take(row('a'));
  expect(lanes.refused('a')).toBe(true);
});

it('ends the rests of many keys together', () => {
  const lanes = new KeyLanes();
  for (let key = 0; key < 1_000; key++) {
    lanes.take(row(`key-${key}`));
    lanes.refused(`key-${key}`);
  }
  expect(lanes.resting).toBe(1_000);
  let ends = 0;
  while (lanes.resting > 0) {
    vi.advanceTimersByTime(1);
    if (lanes.endRests()) ends++;
  }
  expect(ends).toBeLessThan(10);
});
