import { expect, it } from 'vitest';
import { untilEnoughReady } from './enough-ready.ts';

/** A shop of which so many are not ready at each look; `then` happens at the last. */
function shop(counts: number[], then = (): void => undefined) {
  const state = { isAway: false, isOver: false, looks: 0 };
  return {
    state,
    isBrokerAway: () => state.isAway,
    isEnding: () => state.isOver,
    notReady: () => {
      const count = counts[Math.min(state.looks++, counts.length - 1)]!;
      if (state.looks === counts.length) then();
      return Promise.resolve(Array.from({ length: count }));
    },
  };
}

it('waits until four or fewer are not ready', async () => {
  const slow = shop([13, 5, 5, 4]);
  await untilEnoughReady(slow, 1);
  expect(slow.state.looks).toBe(4);
  const quick = shop([4]);
  await untilEnoughReady(quick, 1);
  expect(quick.state.looks).toBe(1);
});

it.each(['isAway', 'isOver'] as const)('does not when nothing can be told by that: %s', async (what) => {
  const never = shop([13, 13, 13], () => (never.state[what] = true));
  await untilEnoughReady(never, 1);
  expect(never.state.looks).toBe(3);
});
