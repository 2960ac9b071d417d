import type { DeliveryStore } from '@carveout/runtime';
import type { ConnectionPool } from '../connection/connection-pool.ts';
import { noteText } from '../text/json-text.ts';
import { keyText } from '../text/key-text.ts';

interface Row {
  readonly attempts: number;
  readonly failures: number;
  readonly crashes: number;
  readonly begun: boolean;
  readonly reason: string | null;
  readonly first: number;
}

export function deliveryStore(pool: ConnectionPool, schema: string): DeliveryStore {
  const table = `"${schema}".carveout_deliveries`;
  const find = `select attempts, failures, crashes, begun, reason, extract(epoch from first_at)::float8 * 1000 as first
    from ${table} where message = $1 and listener = $2`;
  const begin = `insert into ${table} as known (message, listener, attempts, crashes, begun) values ($1, $2, 1, $3, true)
    on conflict (message, listener) do update set attempts = known.attempts + 1, crashes = excluded.crashes, begun = true,
      last_at = excluded.last_at`;
  // The first failure of a message is its first record.
  const failed = `insert into ${table} as known (message, listener, attempts, failures, reason) values ($1, $2, 1, 1, $3)
    on conflict (message, listener) do update set failures = known.failures + 1, reason = excluded.reason, crashes = 0,
      begun = false, last_at = excluded.last_at`;
  const ended = `update ${table} set crashes = 0, begun = false, last_at = clock_timestamp()
    where message = $1 and listener = $2`;
  // One statement will do: a letter that is being replayed and has a mark can only go, see the replayer.
  const clear = `with tries as (delete from ${table} where message = $1 and listener = $2)
    delete from "${schema}".carveout_dead_letters where message = $1 and listener = $2 and state in ('replaying', 'sent')
      and exists (select from "${schema}".carveout_inbox where message = $1 and listener = $2)`;
  return {
    async find({ message, listener }) {
      const values = [keyText(message), keyText(listener)];
      const statement = { name: 'carveout_find_delivery', text: find, values };
      const { rows } = await pool.query<Row>('looking for earlier tries', statement);
      const row = rows[0];
      if (row === undefined) return undefined;
      const { attempts, failures, crashes, begun, reason, first } = row;
      return { attempts, failures, crashes, begun, reason: reason ?? undefined, firstAt: Math.round(first) };
    },
    async begin({ message, listener }, crashes) {
      const values = [keyText(message), keyText(listener), crashes];
      await pool.query('counting a try', { name: 'carveout_begin_try', text: begin, values });
    },
    async ended({ message, listener }, reason) {
      const values = [keyText(message), keyText(listener)];
      if (reason === undefined) await pool.query('ending a try', { name: 'carveout_end_try', text: ended, values });
      else
        await pool.query('counting a failure', {
          name: 'carveout_count_failure',
          text: failed,
          values: [...values, noteText(reason)],
        });
    },
    async clear({ message, listener }) {
      const values = [keyText(message), keyText(listener)];
      await pool.query('forgetting tries', { name: 'carveout_clear_tries', text: clear, values });
    },
  };
}
