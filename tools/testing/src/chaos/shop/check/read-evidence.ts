import pg from 'pg';
import { backlogOf, readShop } from '../../../load/invariants/read-shop.ts';
import type { Backlog } from '../../../load/invariants/read-shop.ts';
import type { ChaosBacking } from '../backing.ts';
import type { Operation } from '../history.ts';
import type { Evidence, QueueRow } from './evidence.ts';

/** Reads databases and broker as they are just now. */
export async function readEvidence(backing: ChaosBacking, operations: readonly Operation[]): Promise<Evidence> {
  const client = new pg.Client({ connectionString: backing.databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  const rows = async <Row extends pg.QueryResultRow>(text: string): Promise<Row[]> =>
    (await client.query<Row>(text)).rows;
  try {
    const shop = await readShop({ DATABASE_URL: backing.databaseUrl });
    const probes = [...(await rows<Backlog>(backlogOf('marks'))), ...(await rows<Backlog>(backlogOf('witness')))];
    return {
      operations,
      shop: { ...shop, backlogs: [...shop.backlogs, ...probes] },
      customers: await rows('select id as "order", customer from orders.orders'),
      carts: await rows('select customer, lines from carts.cart'),
      transfers: await rows(
        `select substring(key from 'chaos-[0-9a-f-]{36}') as key, result::json->>'kind' as result
         from inventory.carveout_outcomes where operation = 'transfer'`,
      ),
      captures: await rows('select charge, amount, returned from bank.capture'),
      mails: await rows('select order_id, kind, sent_at is not null as sent from notifications.mails'),
      marks: await rows('select key, number from marks.mark'),
      markOutcomes: await rows(
        `select substring(key from 'chaos-[0-9a-f-]{36}') as key, result::json->'value'->>'key' as of,
           (result::json->'value'->>'number')::int as number
         from marks.carveout_outcomes where operation = 'set'`,
      ),
      heard: await rows('select what, key, number from witness.heard order by position'),
      queues: await queuesOf(backing),
    };
  } finally {
    await client.end();
  }
}

/**
 * A payment that came to nothing is asked about once more five minutes later, when no charge can be under way any more.
 * Without load that is so after 15 s: the time of those that are as old is brought forward.
 */
export async function bringForwardSettlements(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query(
      "update payments.payments set settle_at = now() where settle_at > now() and settle_at < now() + interval '285 s'",
    );
  } finally {
    await client.end();
  }
}

async function queuesOf(backing: ChaosBacking): Promise<QueueRow[]> {
  type Queue = { readonly name: string; readonly messages?: number };
  const queues = await backing.management.get<Queue[]>(
    `/queues/${encodeURIComponent(backing.vhost)}?columns=name,messages`,
  );
  return queues.map(({ name, messages }) => ({ name, messages }));
}
