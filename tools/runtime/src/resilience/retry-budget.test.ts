import { expect, it } from 'vitest';
import { RetryBudget } from './retry-budget.ts';

/** How many retries are allowed at once. */
function taken(budget: RetryBudget, now: number, asked = 10_000): number {
  let count = 0;
  while (count < asked && budget.take(now)) count += 1;
  return count;
}

it('without calls, ten a second are allowed, and no more are saved up', () => {
  const budget = new RetryBudget(0);
  expect(taken(budget, 0)).toBe(10);
  expect(taken(budget, 500)).toBe(5);
  expect(taken(budget, 60_000)).toBe(10);
});

it('of many calls, at most a fifth and ten a second are made again', () => {
  const budget = new RetryBudget(0);
  let retried = 0;
  for (let call = 1; call <= 5_000; call += 1) {
    budget.called();
    if (budget.take(call)) retried += 1;
  }
  // 5,000 calls in 5 s, and the second's worth that is there at first.
  expect(retried).toBeLessThanOrEqual(5_000 * 0.2 + 10 * 5 + 10);
  expect(retried).toBeGreaterThan(1_000);
});

it('what calls have saved up is bounded', () => {
  const budget = new RetryBudget(0);
  for (let call = 0; call < 1_000_000; call += 1) budget.called();
  expect(taken(budget, 0)).toBeLessThanOrEqual(111);
});

it('calls of work that is done again count as retries, and leave less for others', () => {
  const budget = new RetryBudget(0);
  for (let call = 0; call < 100; call += 1) budget.called();
  for (let call = 0; call < 25; call += 1) budget.calledAgain(0);
  expect(taken(budget, 0)).toBe(5);
  for (let call = 0; call < 1_000; call += 1) budget.calledAgain(0);
  expect(taken(budget, 0)).toBe(0);
  // A debt is bounded, and paid by the time that passes.
  expect(taken(budget, 60_000)).toBe(10);
});
