import type { ClientBase } from 'pg';

/** Locks of one database. The numbers only have to differ from those of other software. */
const SPACE = 0x63617276; // 'carv'

/** Held until the transaction ends: makes roles and schemas one process at a time. */
export async function lockProvisioning(client: ClientBase): Promise<void> {
  await client.query(`select pg_advisory_xact_lock(${SPACE}, 0)`);
}

/** Held until the session ends: one migration of a schema at a time. */
export async function lockMigration(client: ClientBase, schema: string): Promise<void> {
  await client.query(`select pg_advisory_lock(${SPACE}, hashtext($1))`, [`migrate ${schema}`]);
}
