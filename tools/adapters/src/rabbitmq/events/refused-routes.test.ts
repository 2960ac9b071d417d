import { expect, it } from 'vitest';
import { RefusedRoutes } from './refused-routes.ts';

it('doubts the channel when a route was refused for 2 s, and less and less often when that does not help', () => {
  const routes = new RefusedRoutes();
  expect(routes.refused('a', 0)).toBe(false);
  expect(routes.refused('a', 1_999)).toBe(false);
  expect(routes.refused('b', 1_999)).toBe(false);
  expect(routes.refused('a', 2_000)).toBe(true);
  routes.tried(2_000);
  expect(routes.refused('a', 5_999)).toBe(false);
  expect(routes.refused('a', 6_000)).toBe(true);
  for (let round = 0; round < 20; round += 1) routes.tried(10_000);
  expect(routes.refused('a', 69_999)).toBe(false);
  expect(routes.refused('a', 70_000)).toBe(true);
});

it('has patience anew when everything that was refused is confirmed', () => {
  const routes = new RefusedRoutes();
  routes.refused('a', 0);
  routes.refused('b', 0);
  routes.tried(0);
  routes.confirmed('a');
  expect(routes.refused('b', 3_999)).toBe(false);
  routes.confirmed('b');
  expect(routes.refused('b', 4_000)).toBe(false);
  expect(routes.refused('b', 6_000)).toBe(true);
});
