import { expect, it } from 'vitest';
import { queuesToYield } from './queues-to-yield.ts';

it.each([
  { active: 4, queues: 4, replicas: 0, left: 0 },
  { active: 4, queues: 4, replicas: 1, left: 0 },
  { active: 4, queues: 4, replicas: 2, left: 2 },
  { active: 2, queues: 4, replicas: 2, left: 0 },
  { active: 0, queues: 4, replicas: 2, left: 0 },
  { active: 4, queues: 4, replicas: 3, left: 2 },
  { active: 1, queues: 1, replicas: 5, left: 0 },
])('a replica of $replicas that has $active of $queues queues leaves $left', ({ active, queues, replicas, left }) => {
  expect(queuesToYield(active, queues, replicas)).toBe(left);
});
