import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { drive } from './drive.ts';

describe('drive', () => {
  it('keeps so many calls in flight and no more', async () => {
    let open = 0;
    let most = 0;
    const driven = await drive(
      async () => {
        open += 1;
        most = Math.max(most, open);
        await setImmediate();
        open -= 1;
      },
      { inFlight: 7, seconds: 0.1 },
    );
    expect(most).toBe(7);
    expect(open).toBe(0);
    expect(driven.calls).toBeGreaterThanOrEqual(driven.perSecond * 0.1);
    expect(driven.calls).toBeGreaterThan(0);
  });

  it('passes on what went wrong', async () => {
    const failing = drive(() => Promise.reject(new Error('no')), { inFlight: 2, seconds: 0.1 });
    await expect(failing).rejects.toThrow('no');
  });
});
