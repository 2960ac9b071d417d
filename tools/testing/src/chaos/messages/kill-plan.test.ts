import { expect, it } from 'vitest';
import { planKills } from './kill-plan.ts';

it('is the same for the same seed, and another for another', () => {
  expect(planKills(7, 1_000_000, 50, 3)).toEqual(planKills(7, 1_000_000, 50, 3));
  expect(planKills(7, 1_000_000, 50, 3)).not.toEqual(planKills(8, 1_000_000, 50, 3));
});

it('kills every node, in each part of the run, while messages of that part are on their way', () => {
  const plan = planKills(1, 1_000_000, 50, 3);
  expect(new Set(plan.map(({ node }) => node))).toEqual(new Set([0, 1, 2]));
  plan.forEach(({ after, until }, index) => {
    expect(until).toBe((index + 1) * 20_000);
    expect(after).toBeGreaterThanOrEqual(index * 20_000 + 4_000);
    expect(after).toBeLessThanOrEqual(index * 20_000 + 16_000);
  });
});

it('lets the last part run to the end', () => {
  expect(planKills(1, 1_000, 7, 1).at(-1)).toMatchObject({ node: 0, until: 1_000 });
});
