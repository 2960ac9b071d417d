import type { EventMessage, OutboxLook } from '@carveout/runtime';
import { OUTBOX_LOOK_BYTES } from '@carveout/runtime';
import type { ConnectionPool } from '../connection/connection-pool.ts';
import { noteText } from '../text/json-text.ts';
import { keyText } from '../text/key-text.ts';

interface OutboxRow {
  readonly position: string;
  readonly message: string;
  readonly bytes: number;
  /** How many rows the look would have, were it not for their bytes. */
  readonly seen: number;
}

/** The rows of the outbox, and the lease on relaying them. */
export interface OutboxRows {
  acquire(host: string, leaseMs: number): Promise<boolean>;
  release(host: string): Promise<void>;
  next(limit: number, held: ReadonlySet<string>, leftOut: ReadonlySet<string>): Promise<OutboxLook>;
  sent(ids: readonly string[]): Promise<void>;
  lag(): Promise<{ readonly rows: number; readonly oldestMs: number }>;
}

/**
 * One look: as many of the oldest rows as the bytes allow, at least one. The length of a value that is stored apart is known
 * without fetching it.
 */
const lookText = (table: string, relay: string): string =>
  `select position, message, bytes, seen from (
     select position, message, octet_length(message) as bytes, count(*) over ()::int as seen,
       sum(octet_length(message)) over (order by position) as total
     from (select position, message from ${table}
       where position <> all ($2::bigint[]) and id <> all ($3::text[])
         and key <> all ($5::text[])
         and ($4::int is null or $4 = (select fence from ${relay}))
       order by position limit $1) as oldest) as summed
   where total <= $6 or total = bytes order by position`;

export function outboxRows(pool: ConnectionPool, schema: string): OutboxRows {
  const table = `"${schema}".carveout_outbox`;
  const relay = `"${schema}".carveout_relay`;
  const acquire = `insert into ${relay} as held (host, lease_until) values ($1, clock_timestamp() + $2 * interval '1 ms')
    on conflict (only_row) do update set host = excluded.host, lease_until = excluded.lease_until,
      fence = held.fence + case when held.host = excluded.host then 0 else 1 end
      where held.host = excluded.host or held.lease_until <= clock_timestamp()
    returning fence`;
  const lag = `select count(*)::float8 as rows,
      coalesce(extract(epoch from clock_timestamp() - min(saved_at)) * 1000, 0)::float8 as age from ${table}`;
  const look = lookText(table, relay);
  // By the id too: a database that lost its newest rows, at a failover or to a backup, gives their positions to others.
  const remove = `delete from ${table} where position = any ($1::bigint[])
    and (position, id) in (select * from unnest($1::bigint[], $2::text[]))`;
  /** Positions of the rows that `next` handed out and the relay holds: deleting by them needs no index on the id. */
  const positions = new Map<string, string>();
  let fence: number | undefined;
  return {
    async acquire(host, leaseMs) {
      const statement = { name: 'carveout_acquire_relay', text: acquire, values: [noteText(host), leaseMs] };
      const { rows } = await pool.query<{ fence: number }>('taking the relay’s lease', statement);
      if (rows.length === 0) {
        positions.clear(); // another relay sends them
        return false;
      }
      fence = rows[0]!.fence;
      return true;
    },
    async release(host) {
      const text = `update ${relay} set lease_until = '-infinity' where host = $1`;
      await pool.query('giving back the relay’s lease', { text, values: [noteText(host)] });
    },
    async next(limit, held, leftOut) {
      // What the relay no longer holds was refused: it is read again, with its position.
      for (const id of positions.keys()) if (!held.has(id)) positions.delete(id);
      const known: string[] = [];
      const others: string[] = [];
      for (const id of held) {
        const position = positions.get(id);
        if (position === undefined) others.push(keyText(id));
        else known.push(position);
      }
      // Not a named statement: a plan made for these very arrays looks them up by hash.
      const { rows } = await pool.query<OutboxRow>('reading the outbox', {
        text: look,
        values: [limit, known, others, fence ?? null, [...leftOut].map(keyText), OUTBOX_LOOK_BYTES],
      });
      const messages = rows.map((row) => {
        const message = JSON.parse(row.message) as EventMessage;
        positions.set(message.id, row.position);
        return message;
      });
      const seen = rows[0]?.seen ?? 0;
      return { messages, bytes: rows.map((row) => row.bytes), more: seen >= limit || seen > rows.length };
    },
    async sent(ids) {
      const known = ids.filter((id) => positions.has(id));
      const others = ids.filter((id) => !positions.has(id)).map(keyText);
      if (known.length > 0) {
        const values = [known.map((id) => positions.get(id)), known.map(keyText)];
        await pool.query('emptying the outbox', { name: 'carveout_sent', text: remove, values });
      }
      if (others.length > 0) {
        const text = `delete from ${table} where id = any ($1::text[])`;
        await pool.query('emptying the outbox', { text, values: [others] });
      }
      for (const id of ids) positions.delete(id);
    },
    async lag() {
      const { rows } = await pool.query<{ rows: number; age: number }>('measuring the outbox', { text: lag });
      return { rows: rows[0]!.rows, oldestMs: Math.max(0, rows[0]!.age) };
    },
  };
}
