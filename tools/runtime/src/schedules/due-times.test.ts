import { describe, expect, it } from 'vitest';
import { dueTimes } from './due-times.ts';

const at = Date.UTC(2026, 0, 1, 10, 30, 15);

describe('due times', () => {
  it('of an interval count from the epoch, so that all hosts agree', () => {
    const times = dueTimes({ every: 10_000 });
    expect(times.latest(at)).toBe(Date.UTC(2026, 0, 1, 10, 30, 10));
    expect(times.next(at)).toBe(Date.UTC(2026, 0, 1, 10, 30, 20));
    expect(times.latest(times.next(at)!)).toBe(times.next(at));
  });

  it('of a cron expression are in UTC', () => {
    const times = dueTimes({ cron: '0 * * * *' });
    expect(times.latest(at)).toBe(Date.UTC(2026, 0, 1, 10));
    expect(times.next(at)).toBe(Date.UTC(2026, 0, 1, 11));
    expect(times.latest(Date.UTC(2026, 0, 1, 11))).toBe(Date.UTC(2026, 0, 1, 11));
  });

  it.each([{ every: 10 }, { every: 1500.5 }, { cron: 'every day' }, { cron: '61 * * * *' }])('refuses %o', (due) => {
    expect(() => dueTimes(due)).toThrow();
  });
});
