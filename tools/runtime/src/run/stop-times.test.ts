import { expect, it } from 'vitest';
import { drainMsOf, killAfterMs } from './stop-times.ts';

it.each([
  [{}, 0, 15_000],
  [{ NODE_ENV: 'production' }, 3_000, 18_000],
  [{ NODE_ENV: 'production', CARVEOUT_DRAIN_MS: '0' }, 0, 15_000],
  [{ CARVEOUT_DRAIN_MS: '60000' }, 60_000, 75_000],
])('drains and is killed, with %o, after %i and %i ms', (env, drains, killed) => {
  expect([drainMsOf(env), killAfterMs(env)]).toEqual([drains, killed]);
});

it.each(['-1', '60001', 'long'])('refuses a drain of %s', (text) => {
  expect(() => killAfterMs({ CARVEOUT_DRAIN_MS: text })).toThrow(expect.objectContaining({ code: 'CARV-633' }));
});
