import type { Pool } from 'pg';

export const SCHEMA = 'carveout_gateway';
export const TABLE = 'rates';
/** Held while the table is made: replicas that start together would make it twice. Any number that nobody else takes. */
const LOCK = 7_204_318_551;

/** Makes the table of the shared rates, once. Where it is there already, no right to make anything is needed. */
export async function makeTable(pool: Pool): Promise<void> {
  const client = await pool.connect();
  // The pool does not listen while it is lent. That the connection broke, its statements say as well.
  client.on('error', heard);
  try {
    if (await exists()) return;
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    // A session may go on to see nothing for a moment after another has made it: so these look again by themselves.
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`);
    // Unlogged: it is written with every request, and after a crash of the database counting begins anew.
    await client.query(
      `CREATE UNLOGGED TABLE IF NOT EXISTS ${SCHEMA}.${TABLE} (key varchar(255) PRIMARY KEY, points integer NOT NULL DEFAULT 0, expire bigint)`,
    );
    await client.query(`CREATE INDEX IF NOT EXISTS rates_expire ON ${SCHEMA}.${TABLE} (expire)`);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.off('error', heard);
    client.release();
  }

  async function exists(): Promise<boolean> {
    const { rows } = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
      `${SCHEMA}.${TABLE}`,
    ]);
    return rows[0]!.there;
  }
}

const heard = (): void => undefined;
