import type { ConnectionPool } from '../connection/connection-pool.ts';

const WEEK_MS = 7 * 24 * 3_600_000;

/** Rows a statement: few enough to finish far within the statement time-out and to hold no locks for long. */
const BATCH = 2_000;

export function purger(pool: ConnectionPool, schema: string): (olderThanMs?: number) => Promise<void> {
  const old = `< now() - $1 * interval '1 ms'`;
  const victims = [
    ['carveout_outcomes', `saved_at ${old}`],
    ['carveout_inbox', `saved_at ${old}`],
    // What is held must not be tried again because it was forgotten why.
    [
      'carveout_deliveries',
      `last_at ${old} and not exists (select from "${schema}".carveout_dead_letters as letter
         where letter.message = victim.message and letter.listener = victim.listener)`,
    ],
    ['carveout_sagas', `ended_at ${old}`],
    // The latest settled time of each schedule says where it stands, however old it is. What is older and not settled was
    // skipped.
    [
      'carveout_schedules',
      `coalesce(settled_at, lease_until) ${old} and exists (select from "${schema}".carveout_schedules as later
         where later.schedule = victim.schedule and later.due_at > victim.due_at and later.settled_at is not null)`,
    ],
  ] as const;
  return async (olderThanMs = WEEK_MS) => {
    for (const [table, condition] of victims) {
      const text = `delete from "${schema}".${table} where ctid = any(array(
        select ctid from "${schema}".${table} as victim where ${condition} limit ${BATCH}))`;
      let deleted: number | null;
      do {
        ({ rowCount: deleted } = await pool.query(`purging ${table}`, { text, values: [olderThanMs] }));
      } while (deleted === BATCH);
    }
  };
}
