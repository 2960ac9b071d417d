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
  await client.query(`grant ${rows} on all tables in schema ${schema} to ${role}`);
  await protectMigrations(client, schemaName, runtimeRole);
  await client.query('commit');
  await client.query(`grant usage, select on all sequences in schema ${schema} to ${role}`);
  await client.query(`alter default privileges in schema ${schema} grant ${rows} on tables to ${role}`);
  await client.query(`alter default privileges in schema ${schema} grant usage, select on sequences to ${role}`);
}

/** Takes back what the defaults give on the list of migrations, where they have. */
export async function protectMigrations(client: ClientBase, schemaName: string, runtimeRole: string): Promise<void> {
  if (!(await mayForgeMigrations(client, schemaName, runtimeRole))) return;
  const list = listOf(schemaName);
  await client.query(`revoke insert, update, delete on ${list} from ${pg.escapeIdentifier(runtimeRole)}`);
}

/** Whether the runtime role may change the list of migrations: a run that made it has not come to its end. */
export async function mayForgeMigrations(client: ClientBase, schema: string, runtimeRole: string): Promise<boolean> {
  const text = `select from pg_class where oid = to_regclass($1) and has_table_privilege($2, oid, 'insert, update, delete')`;
  return (await client.query(text, [listOf(schema), runtimeRole])).rowCount === 1;
}

function listOf(schema: string): string {
  return `${pg.escapeIdentifier(schema)}.${MIGRATIONS_TABLE}`;
}
