import type { ScheduleStore } from '@carveout/runtime';
import type { ConnectionPool } from '../connection/connection-pool.ts';
import { noteText } from '../text/json-text.ts';
import { keyText } from '../text/key-text.ts';
import { settleDue } from './schedule-rows.ts';

export function scheduleStore(pool: ConnectionPool, schema: string): ScheduleStore {
  const table = `"${schema}".carveout_schedules`;
  const claim = `insert into ${table} as known (schedule, due_at, host, lease_until)
      values ($1, $2, $3, clock_timestamp() + $4 * interval '1 ms')
    on conflict (schedule, due_at) do update set host = excluded.host, lease_until = excluded.lease_until
      where known.settled_at is null and (known.host = excluded.host or known.lease_until <= clock_timestamp())
    returning 1`;
  const last = `select due_at::float8 as due from ${table}
    where schedule = $1 and settled_at is not null order by due_at desc limit 1`;
  return {
    async claim(schedule, dueAt, host, leaseMs) {
      const { rowCount } = await pool.query('claiming a due time', {
        name: 'carveout_claim_due',
        text: claim,
        values: [keyText(schedule), dueAt, noteText(host), leaseMs],
      });
      return rowCount === 1;
    },
    async done(schedule, dueAt) {
      const values = [keyText(schedule), dueAt];
      await pool.query('settling a due time', { name: 'carveout_settle_due', text: settleDue(schema), values });
    },
    async lastDone(schedule) {
      const statement = { name: 'carveout_last_done', text: last, values: [keyText(schedule)] };
      const { rows } = await pool.query<{ due: number }>('reading due times', statement);
      return rows[0]?.due;
    },
  };
}
