import type { StoreSizes } from '@carveout/runtime';
import type { ConnectionPool } from '../connection/connection-pool.ts';

interface Row {
  readonly letters: number;
  readonly oldest: number;
  readonly inbox: number;
  readonly outcomes: number;
}

/** Dead letters are counted; the tables that hold a week of messages are estimated, as the server's statistics have them. */
export function storeSizes(pool: ConnectionPool, schema: string): () => Promise<StoreSizes> {
  const live = (table: string): string =>
    `coalesce((select n_live_tup::float8 from pg_stat_user_tables where schemaname = $1 and relname = '${table}'), 0)`;
  const text = `select count(*)::float8 as letters,
      coalesce(extract(epoch from clock_timestamp() - min(first_at)) * 1000, 0)::float8 as oldest,
      ${live('carveout_inbox')} as inbox, ${live('carveout_outcomes')} as outcomes
    from "${schema}".carveout_dead_letters where state <> 'sent'`;
  return async () => {
    const { rows } = await pool.query<Row>('measuring the store', { text, values: [schema] });
    const { letters, oldest, inbox, outcomes } = rows[0]!;
    return {
      deadLetters: { rows: letters, oldestMs: Math.max(0, oldest) },
      inboxRows: inbox,
      outcomeRows: outcomes,
    };
  };
}
