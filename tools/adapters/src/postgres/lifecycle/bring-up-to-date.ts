import type { Persistence } from '@carveout/runtime';
import { clientConfig } from '../connection/client-config.ts';
import { CarveoutError } from '@carveout/runtime';
import { ownerNeeded } from '../errors/carv-509-owner-needed.ts';
import { faultKind } from '../errors/fault-kind.ts';
import type { ConnectionSettings, PostgresStoreOptions } from '../options.ts';
import { variablePrefix } from '../address/resolve-database-url.ts';
import type { SchemaNames } from '../schema/names.ts';
import { patient } from '../schema/patient.ts';
import { provision } from '../schema/provision.ts';
import { runMigrations } from '../schema/run-migrations.ts';
import { withSession } from '../schema/session.ts';
import type { Access } from './access.ts';

export interface UpToDateParts {
  readonly access: Access;
  readonly names: SchemaNames;
  readonly persistence: Persistence;
  readonly settings: ConnectionSettings;
  readonly log: PostgresStoreOptions<never>['log'];
}

/** Makes roles and schema where the login may, then runs the migrations that are missing. Answers their names. */
export async function bringUpToDate(parts: UpToDateParts): Promise<readonly string[]> {
  const { access } = parts;
  const { owner, admin, runtime } = access;
  if (owner === undefined) throw noOwner(parts);
  const migrations = { ...parts, owner, runtimeRole: owner.user === runtime.user ? undefined : runtime.user };
  if (admin === undefined) return runMigrations(migrations);
  await makeRoles(parts, false);
  try {
    return await runMigrations(migrations);
  } catch (error) {
    // The roles are there with passwords of another time: the server's own, from which they follow, has changed.
    if (faultKind(error) !== 'login') throw error;
    await makeRoles(parts, true);
    return runMigrations(migrations);
  }
}

async function makeRoles({ access, names, settings }: UpToDateParts, again: boolean): Promise<void> {
  const { owner, admin, runtime } = access;
  if (admin === undefined || owner === undefined) return;
  await withSession(clientConfig(admin, names, patient(settings)), (client) =>
    provision(client, names, { owner, runtime }, again),
  );
}

function noOwner({ access, names }: UpToDateParts): CarveoutError {
  return new CarveoutError(
    ownerNeeded,
    `The schema of module ${names.module} in ${access.runtime.label} cannot be migrated: ${access.runtime.user} may ` +
      'not create roles, and in production the role that runs a module does not migrate it. Set ' +
      `${variablePrefix(names.module)}_OWNER_DATABASE_URL to the address of the role that owns the schema ${names.schema}.`,
  );
}
