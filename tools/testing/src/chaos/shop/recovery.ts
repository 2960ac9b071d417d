import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningClients } from './load/run-clients.ts';
import type { ShopUnderTest } from './shop-under-test.ts';

/** How long after the last fault everything may take to be in service again, in ms. */
export const IN_SERVICE_WITHIN_MS = 30_000;
/** How long it is waited for, to tell how late it was. */
const WAIT_MS = 120_000;

export interface Recovery {
  /** Until all processes were ready, in ms after the last fault; undefined when they never were. */
  readonly readyMs: number | undefined;
  /** Until a checkout that began after that was acknowledged. */
  readonly checkoutMs: number | undefined;
  readonly violations: readonly string[];
}

/** Waits until all processes are ready and a customer can buy something. */
export async function untilInService(
  shop: ShopUnderTest,
  clients: RunningClients,
  lastFaultAt: number,
): Promise<Recovery> {
  const since = (): number => Date.now() - lastFaultAt;
  let missing = await shop.notReady();
  while (missing.length > 0 && since() < WAIT_MS) {
    await sleep(100);
    missing = await shop.notReady();
  }
  if (missing.length > 0) {
    const violations = [`not ready ${WAIT_MS / 1000} s after the last fault: ${missing.join(', ')}`];
    return { readyMs: undefined, checkoutMs: undefined, violations };
  }
  const readyMs = since();
  let bought = await clients.probe();
  while (bought.outcome !== 'acknowledged' && since() < WAIT_MS) bought = await clients.probe();
  const checkoutMs = bought.outcome === 'acknowledged' ? since() : undefined;
  const inTime = checkoutMs !== undefined && checkoutMs <= IN_SERVICE_WITHIN_MS;
  const took = checkoutMs === undefined ? 'never' : `after ${(checkoutMs / 1000).toFixed(1)} s`;
  const limit = `${IN_SERVICE_WITHIN_MS / 1000} s after the last fault`;
  return {
    readyMs,
    checkoutMs,
    violations: inTime ? [] : [`a checkout had to succeed within ${limit}, and did ${took}`],
  };
}
