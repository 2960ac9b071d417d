import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { latch } from '../../conformance/fixture/latch.ts';
import { openLoop } from './open-loop.ts';

it('lets people in at its rate though nobody leaves, and makes up for time in which it could not', async () => {
  const left = latch();
  const due: number[] = [];
  const loop = openLoop(200, async (dueAt) => {
    due.push(dueAt);
    await left.opened;
  });
  const blockedUntil = performance.now() + 300;
  while (performance.now() < blockedUntil);
  await vi.waitFor(() => expect(due.length).toBeGreaterThan(70), { timeout: 20_000 });
  let ended = false;
  const ending = loop.end().then(() => (ended = true));
  const came = loop.arrivals;
  await sleep(50);
  expect([loop.arrivals, ended]).toEqual([came, false]);
  left.open();
  await ending;
  // 5 ms apart, whenever they could really come.
  for (let index = 1; index < due.length; index++) expect(due[index]! - due[index - 1]!).toBeCloseTo(5);
});
