import type { ClientBase } from 'pg';
import pg from 'pg';
import { MIGRATIONS_TABLE } from './pending-migrations.ts';

/**
 * Run by the owner: rows may be read and written by the runtime role, in the tables of today and of every later
 * migration; definitions may not be changed, and the list of migrations only be read.
 */
export async function grantRows(client: ClientBase, schemaName: string, runtimeRole: string): Promise<void> {
  const schema = pg.escapeIdentifier(schemaName);
  const role = pg.escapeIdentifier(runtimeRole);
  const rows = 'select, insert, update, delete';
  // Both at once: processes of the version before may be at work.
  await client.query('begin');
  await client.query(`revoke all on schema ${schema} from public, ${role}`);
  await client.query(`grant usage on schema ${schema} to ${role}`);
  await client.query('commit');
  await client.query(`grant ${rows} on all tables in schema ${schema} to ${role}`);
  await client.query(`grant usage, select on all sequences in schema ${schema} to ${role}`);
  await client.query(`alter default privileges in schema ${schema} grant ${rows} on tables to ${role}`);
  await client.query(`alter default privileges in schema ${schema} grant usage, select on sequences to ${role}`);
}

/** Takes back what the defaults gave on the list of migrations. */
export async function protectMigrations(client: ClientBase, schemaName: string, runtimeRole: string): Promise<void> {
  const table = `${pg.escapeIdentifier(schemaName)}.${MIGRATIONS_TABLE}`;
  await client.query(`revoke insert, update, delete on ${table} from ${pg.escapeIdentifier(runtimeRole)}`);
}
