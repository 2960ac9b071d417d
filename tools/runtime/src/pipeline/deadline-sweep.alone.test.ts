import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeadlineSweep } from './deadline-sweep.ts';
import type { SweepEntry } from './deadline-sweep.ts';

class Entry implements SweepEntry {
  expired = 0;
  sweepNext: SweepEntry | undefined = undefined;
  sweepPrevious: SweepEntry | undefined = undefined;
  sweepBucket = -1;
  readonly expiresAt: number;
  readonly #then: (() => void) | undefined;
  constructor(expiresAt: number, then?: () => void) {
    this.expiresAt = expiresAt;
    this.#then = then;
  }
  expire(): void {
    this.expired++;
    this.#then?.();
  }
}

describe('DeadlineSweep', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('expires each entry once, within a tick of its time and never before', () => {
    const sweep = new DeadlineSweep();
    const entries = Array.from({ length: 500 }, (_, index) => new Entry(performance.now() + index * 7));
    for (const entry of entries) sweep.add(entry);
    for (let passed = 0; passed < 4_000; passed += 20) {
      vi.advanceTimersByTime(20);
      for (const entry of entries) {
        if (entry.expiresAt > performance.now()) expect(entry.expired).toBe(0);
        if (entry.expiresAt <= performance.now() - 40) expect(entry.expired).toBe(1);
      }
    }
    expect(entries.every((entry) => entry.expired === 1)).toBe(true);
  });

  it('does not expire what was removed', () => {
    const sweep = new DeadlineSweep();
    const [first, second, third] = [1, 2, 3].map(() => new Entry(performance.now() + 100)) as [Entry, Entry, Entry];
    for (const entry of [first, second, third]) sweep.add(entry);
    sweep.remove(second);
    sweep.remove(second);
    vi.advanceTimersByTime(500);
    expect([first, second, third].map((entry) => entry.expired)).toEqual([1, 0, 1]);
  });

  it('expires what is overdue when it is added, and what lies more than a round ahead', () => {
    const sweep = new DeadlineSweep();
    const overdue = new Entry(performance.now() - 10_000);
    const far = new Entry(performance.now() + 65_000);
    sweep.add(overdue);
    sweep.add(far);
    vi.advanceTimersByTime(60);
    expect(overdue.expired).toBe(1);
    vi.advanceTimersByTime(64_800);
    expect(far.expired).toBe(0);
    vi.advanceTimersByTime(300);
    expect(far.expired).toBe(1);
  });

  it('lets an expiring entry add and remove others', () => {
    const sweep = new DeadlineSweep();
    const added = new Entry(performance.now() + 100);
    const removed = new Entry(performance.now() + 40);
    const last = new Entry(performance.now() + 40);
    sweep.add(last);
    sweep.add(removed);
    sweep.add(
      new Entry(performance.now() + 40, () => {
        sweep.remove(removed);
        sweep.add(added);
      }),
    );
    vi.advanceTimersByTime(200);
    expect([added.expired, removed.expired, last.expired]).toEqual([1, 0, 1]);
  });

  it('rests when it has nothing to do, and wakes again', () => {
    const sweep = new DeadlineSweep();
    sweep.add(new Entry(performance.now() + 10));
    vi.advanceTimersByTime(5_000);
    expect(vi.getTimerCount()).toBe(0);
    const entry = new Entry(performance.now() + 30);
    sweep.add(entry);
    vi.advanceTimersByTime(100);
    expect(entry.expired).toBe(1);
  });
});
