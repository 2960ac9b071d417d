import type { MigrationSource, Persistence } from '@carveout/runtime';
import { CarveoutError } from '@carveout/runtime';
import type { Migration } from '@mikro-orm/migrations';
import type { ClientBase } from 'pg';
import type { ServerAddress } from '../address/server-address.ts';
import { clientConfig } from '../connection/client-config.ts';
import { createPool } from '../connection/connection-pool.ts';
import { createOrm } from '../connection/orm.ts';
import { migrationFailed } from '../errors/carv-506-migration-failed.ts';
import { messageOf } from '../errors/fault-kind.ts';
import type { ConnectionSettings, PostgresStoreOptions } from '../options.ts';
import { lockMigration } from './advisory-lock.ts';
import { grantRows, mayForgeMigrations, protectMigrations } from './grants.ts';
import type { SchemaNames } from './names.ts';
import { patient } from './patient.ts';
import { allMigrations, MIGRATIONS_TABLE, pendingMigrations } from './pending-migrations.ts';
import { withSession } from './session.ts';

export interface MigrationRun {
  readonly names: SchemaNames;
  readonly persistence: Persistence;
  readonly owner: ServerAddress;
  /** Who is given the rows; undefined when the owner itself runs the module. */
  readonly runtimeRole: string | undefined;
  readonly settings: ConnectionSettings;
  readonly log: PostgresStoreOptions<never>['log'];
}

/**
 * Brings the schema up to date as its owner, under a lock: of several processes one migrates, and the others find
 * nothing left to do. All that is missing is one transaction. Answers the names of what ran.
 *
 * @throws CarveoutError CARV-506, naming the migration.
 */
export async function runMigrations(run: MigrationRun): Promise<readonly string[]> {
  const { names, owner } = run;
  const settings = { ...patient(run.settings), idleInTransactionMs: 0 };
  return withSession(clientConfig(owner, names, settings), async (client) => {
    const read = (text: string): Promise<{ rows: { name: string }[] }> => client.query(text);
    const missing = await pendingMigrations(names, run.persistence, read);
    const role = run.runtimeRole;
    const open = role !== undefined && (await mayForgeMigrations(client, names.schema, role));
    if (missing.length === 0 && !open) return [];
    await lockMigration(client, names.schema);
    const protect = async (): Promise<void> => {
      if (role !== undefined) await protectMigrations(client, names.schema, role);
    };
    const stillMissing = await pendingMigrations(names, run.persistence, read);
    if (stillMissing.length > 0) {
      await makeOwnSchema(client, names.schema);
      if (role !== undefined) await grantRows(client, names.schema, role);
      // The list is made outside of the migrations' transaction, and stays when they fail.
      await migrate(run, settings).finally(protect);
    } else await protect();
    if (stillMissing.length === 0) return [];
    run.log.info({ module: names.module, migrations: stillMissing }, `migrated the schema ${names.schema}`);
    return stillMissing;
  });
}

/** For an owner that somebody made, without a schema. */
async function makeOwnSchema(client: ClientBase, schema: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_namespace where nspname = $1', [schema]);
  if (rowCount === 0) await client.query(`create schema "${schema}"`);
}

async function migrate(run: MigrationRun, settings: ConnectionSettings): Promise<void> {
  const { names, owner, log } = run;
  const { Migration: Base, Migrator } = await import('@mikro-orm/migrations'); // of no use to a process with nothing to migrate
  const pool = createPool({ address: owner, names, settings, log, max: 1 });
  let current: string | undefined;
  try {
    const orm = createOrm(pool, names, [], {
      extensions: [Migrator],
      migrations: {
        tableName: `${names.schema}.${MIGRATIONS_TABLE}`,
        migrationsList: allMigrations(run.persistence).map((source) => ({
          name: source.name,
          class: migrationClass(source, Base),
        })),
        snapshot: false,
        disableForeignKeys: false, // needs a superuser
        silent: true,
      },
    });
    orm.migrator.on('migrating', (event) => void (current = event.name));
    await orm.migrator.up();
  } catch (error) {
    throw new CarveoutError(
      migrationFailed,
      `Module ${names.module}, database ${pool.place.label}: ${current === undefined ? 'migrating' : `the migration ${current}`} ` +
        `failed: ${messageOf(error)}. Nothing of this run was kept. Correct the migration and start again.`,
      { cause: error },
    );
  } finally {
    await pool.close(1_000);
  }
}

type MigrationBase = typeof Migration;

function migrationClass(
  source: MigrationSource,
  Base: MigrationBase,
): new (...of: ConstructorParameters<MigrationBase>) => InstanceType<MigrationBase> {
  return class extends Base {
    override up(): void {
      for (const statement of source.up) this.addSql(statement);
    }

    override down(): void {
      for (const statement of source.down ?? []) this.addSql(statement);
    }
  };
}
