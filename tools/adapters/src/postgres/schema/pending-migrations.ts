import type { MigrationSource, Persistence } from '@carveout/runtime';
import pg from 'pg';
import { sqlState } from '../errors/fault-kind.ts';
import { kitMigrations } from './kit-migrations.ts';
import type { SchemaNames } from './names.ts';

/** Where MikroORM's migrator notes what has run. */
export const MIGRATIONS_TABLE = 'mikro_orm_migrations';

/** The kit's migrations, then the module's, in the order in which they run. */
export function allMigrations(persistence: Persistence): readonly MigrationSource[] {
  return [...kitMigrations, ...persistence.migrations];
}

type Read = (text: string) => Promise<{ readonly rows: readonly { readonly name: string }[] }>;

/** Names of those that have not run, in order. All, when there is no schema yet, or no right to look into it. */
export async function pendingMigrations(
  names: SchemaNames,
  persistence: Persistence,
  read: Read,
): Promise<readonly string[]> {
  const done = await executedMigrations(names, read);
  return allMigrations(persistence)
    .map((migration) => migration.name)
    .filter((name) => !done.has(name));
}

async function executedMigrations(names: SchemaNames, read: Read): Promise<ReadonlySet<string>> {
  const table = `${pg.escapeIdentifier(names.schema)}.${MIGRATIONS_TABLE}`;
  try {
    const { rows } = await read(`select name from ${table}`);
    return new Set(rows.map((row) => row.name));
  } catch (error) {
    const cause = (error as { cause?: unknown }).cause ?? error;
    // undefined_table, invalid_schema_name, insufficient_privilege: what the first migration makes and grants.
    if (['42P01', '3F000', '42501'].includes(sqlState(cause) ?? '')) return new Set();
    throw error;
  }
}
