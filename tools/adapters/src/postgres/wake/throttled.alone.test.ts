import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { throttled } from './throttled.ts';

describe('throttled', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('acts at once, and once more for all calls in between', () => {
    const act = vi.fn<() => void>();
    const { call } = throttled(act, 10);
    call();
    expect(act).toHaveBeenCalledTimes(1);
    for (let nr = 0; nr < 100; nr++) call();
    expect(act).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(10);
    expect(act).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(100);
    expect(act).toHaveBeenCalledTimes(2);
    call();
    expect(act).toHaveBeenCalledTimes(3);
  });

  it('forgets what is due when cancelled', () => {
    const act = vi.fn<() => void>();
    const { call, cancel } = throttled(act, 10);
    call();
    call();
    cancel();
    vi.advanceTimersByTime(100);
    expect(act).toHaveBeenCalledTimes(1);
  });
});
