import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { byDeadline } from './by-deadline.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('moves on by what was waited for until then, and while that is waited for', async () => {
  const startedAt = performance.now();
  const waited = (): number => Math.min(performance.now() - startedAt, 1_000);
  let end: string | undefined;
  void byDeadline(new Promise<string>(() => undefined), Date.now() + 100, () => 'late', waited).then(
    (what) => (end = what),
  );
  await vi.advanceTimersByTimeAsync(1_090);
  expect(end).toBeUndefined();
  await vi.advanceTimersByTimeAsync(100);
  expect(end).toBe('late');
});
