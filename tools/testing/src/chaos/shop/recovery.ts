import { setTimeout as sleep } from 'node:timers/promises';
import type { History, Operation } from './history.ts';
import type { RunningClients } from './load/run-clients.ts';
import type { ShopUnderTest } from './shop-under-test.ts';

/** How long after the last fault everything may take to be in service again, in ms. */
export const IN_SERVICE_WITHIN_MS = 30_000;
/** How long it is waited for, to tell how late it was. */
const WAIT_MS = 120_000;
const LOOK_EVERY_MS = 100;

export interface Recovery {
  /**
   * Until all processes were ready, in ms after the last fault; undefined when they never were. Nobody looks before the
   * load is over.
   */
  readonly readyMs: number | undefined;
  /** Until a checkout that began after that fault was acknowledged: one of the load, or a probe when it had none. */
  readonly checkoutMs: number | undefined;
  readonly violations: readonly string[];
}

/** Whose recovery is looked at. */
export interface Recovering {
  readonly shop: Pick<ShopUnderTest, 'notReady'>;
  readonly clients: Pick<RunningClients, 'probe'>;
  /** Of all operations, probes too, as they end. */
  readonly history: Pick<History, 'operations'>;
  /** When the last fault was over: epoch ms. That may be long before the end of the load. */
  readonly lastFaultAt: number;
}

/** Waits until all processes are ready and a customer has bought something since the last fault. */
export async function untilInService({ shop, clients, history, lastFaultAt }: Recovering): Promise<Recovery> {
  // Where the last fault is long over, one look that finds a process busy is not yet its end.
  const until = Math.max(lastFaultAt + WAIT_MS, Date.now() + IN_SERVICE_WITHIN_MS);
  const since = (time: number): number => time - lastFaultAt;
  let missing = await shop.notReady();
  while (missing.length > 0 && Date.now() < until) {
    await sleep(LOOK_EVERY_MS);
    missing = await shop.notReady();
  }
  if (missing.length > 0) {
    const seconds = Math.round(since(until) / 1000);
    const violations = [`not ready ${seconds} s after the last fault: ${missing.join(', ')}`];
    return { readyMs: undefined, checkoutMs: undefined, violations };
  }
  const readyMs = since(Date.now());
  let bought = firstBought(history.operations, lastFaultAt);
  while (bought === undefined && Date.now() < until) {
    await clients.probe();
    bought = firstBought(history.operations, lastFaultAt);
  }
  const checkoutMs = bought && since(bought.end);
  const inTime = checkoutMs !== undefined && checkoutMs <= IN_SERVICE_WITHIN_MS;
  const took = checkoutMs === undefined ? 'never' : `after ${(checkoutMs / 1000).toFixed(1)} s`;
  const limit = `${IN_SERVICE_WITHIN_MS / 1000} s after the last fault`;
  return {
    readyMs,
    checkoutMs,
    violations: inTime ? [] : [`a checkout had to succeed within ${limit}, and did ${took}`],
  };
}

/** Operations stand in the order in which they ended. One that began before a fault was over tells nothing of after it. */
function firstBought(operations: readonly Operation[], after: number): Operation | undefined {
  return operations.find(
    ({ kind, outcome, begin }) => kind === 'checkout' && outcome === 'acknowledged' && begin > after,
  );
}
