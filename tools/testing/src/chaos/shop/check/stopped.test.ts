import { expect, it } from 'vitest';
import { stopViolations } from './stopped.ts';

it('takes it for a violation when a process had to be killed', () => {
  expect(stopViolations([])).toEqual([]);
  expect(stopViolations(['orders'])).toEqual(['orders did not stop in time, and had to be killed']);
});
