import { expect, it } from 'vitest';
import { BackOff } from './back-off.ts';

it('waits at random up to a limit that doubles and has a cap, and starts over when told', () => {
  const limits = [100, 200, 400, 800, 1_000, 1_000];
  const longest = limits.map(() => 0);
  for (let run = 0; run < 200; run += 1) {
    const backOff = new BackOff(100, 1_000);
    limits.forEach((limit, index) => {
      const wait = backOff.next();
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThan(limit);
      longest[index] = Math.max(longest[index]!, wait);
    });
    backOff.reset();
    expect(backOff.next()).toBeLessThan(100);
  }
  limits.forEach((limit, index) => expect(longest[index]).toBeGreaterThan(limit / 2));
});
