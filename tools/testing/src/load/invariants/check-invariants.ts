import { setTimeout as sleep } from 'node:timers/promises';
import { orderFaults } from './order-invariants.ts';
import { readShop } from './read-shop.ts';
import type { DatabaseEnvironment, ShopData } from './read-shop.ts';
import { stockFaults } from './stock-invariants.ts';

export interface CheckOptions {
  /** Names the databases: `DATABASE_URL`, or `<MODULE>_DATABASE_URL`. @default process.env */
  readonly environment?: DatabaseEnvironment;
  /** Ids of orders that customers were told of, such as a load's `checkouts.acknowledged`. @default none */
  readonly acknowledged?: readonly string[];
  /** How long orders, sagas and outboxes may take to come to rest, in ms. @default 30000 */
  readonly settleWithinMs?: number;
}

export interface CheckReport {
  /** True when nothing is wrong. */
  readonly holds: boolean;
  /** What is wrong, a line each. */
  readonly faults: readonly string[];
  /** What was looked at, in one line. */
  readonly seen: string;
}

const LOOK_EVERY_MS = 250;

/**
 * Looks into the modules' databases for what must hold after any load and any crash, in any topology: an acknowledged
 * order has exactly one captured payment and one parcel, and is of what was taken from the stock for it; one that failed
 * has neither, or a refund; stock is never negative and is conserved; nothing is left half done.
 */
export async function checkInvariants(options: CheckOptions = {}): Promise<CheckReport> {
  const { environment = process.env, acknowledged = [], settleWithinMs = 30_000 } = options;
  const until = Date.now() + settleWithinMs;
  for (;;) {
    // Schemas are read one after the other while work may go on: only what stays wrong is wrong.
    const shop = await readShop(environment);
    const faults = [...orderFaults(shop, acknowledged), ...stockFaults(shop), ...backlogFaults(shop)];
    if (faults.length === 0 || Date.now() > until) {
      return { holds: faults.length === 0, faults, seen: describe(shop, acknowledged.length) };
    }
    await sleep(LOOK_EVERY_MS);
  }
}

function backlogFaults({ backlogs }: ShopData): string[] {
  return backlogs.flatMap(({ schema, outbox, sagas, deadLetters }) => [
    ...(outbox === 0 ? [] : [`${schema}: ${outbox} messages left in the outbox`]),
    ...(sagas === 0 ? [] : [`${schema}: ${sagas} sagas have not ended`]),
    ...(deadLetters === 0 ? [] : [`${schema}: ${deadLetters} dead letters`]),
  ]);
}

function describe({ orders, payments, parcels, stock }: ShopData, acknowledged: number): string {
  const count = (status: string): number => orders.filter((order) => order.status === status).length;
  return (
    `${acknowledged} acknowledged orders; ${orders.length} orders in the database ` +
    `(${count('placed')} placed, ${count('failed')} failed, ${count('cancelled')} cancelled), ` +
    `${payments.length} payments, ${parcels.length} parcels, ${stock.length} stock levels`
  );
}
