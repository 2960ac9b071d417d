import { expect, it } from 'vitest';
import { call, lineOf } from './calls.ts';
import { send } from './exchange.ts';
import type { Program } from './program.ts';

/** How long a host serves on with its readiness down, in ms. */
export const DRAIN_MS = 20_000;

/** How a host ends. It is gone afterwards. */
export function stopCases(host: () => Program): void {
  it('on SIGTERM drops its readiness, serves on while it drains, and exits with 0', async () => {
    const ready = async (port: number): Promise<number> =>
      (await send({ port, method: 'GET', path: '/health/ready' })).status;
    const { link, door, admin } = host().ports;
    const ended = host().stop();
    await expect.poll(() => ready(link), { interval: 20, timeout: DRAIN_MS }).toBe(503);
    expect([await ready(door), await ready(admin)]).toEqual([503, 503]);
    expect(await call(host(), [lineOf('supported', {})])).toEqual([[0, { currencies: expect.any(Array) as unknown }]]);
    expect(await ended).toBe(0);
    await expect(ready(link)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
}
