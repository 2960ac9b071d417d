import { CarveoutError } from '@carveout/runtime';
import { refuseInsecure } from '../address/refuse-insecure.ts';
import type { ServerAddress } from '../address/server-address.ts';
import { parseAddress } from '../address/server-address.ts';
import { clientConfig } from '../connection/client-config.ts';
import { runtimeRoleTooStrong } from '../errors/carv-511-runtime-role-too-strong.ts';
import type { ConnectionSettings, PostgresStoreOptions } from '../options.ts';
import type { SchemaNames } from '../schema/names.ts';
import { derivedLogins, mayCreateRoles } from '../schema/provision.ts';
import { withSession } from '../schema/session.ts';

/** With which logins a module reaches its database. */
export interface Access {
  readonly runtime: ServerAddress;
  /** Undefined in production where none was given. */
  readonly owner: ServerAddress | undefined;
  /** Makes the two others; undefined when somebody made them. */
  readonly admin: ServerAddress | undefined;
}

export type AddressOptions = Pick<PostgresStoreOptions<never>, 'module' | 'url' | 'ownerUrl' | 'production'>;

/** The addresses as given. @throws CarveoutError CARV-507; in production CARV-508. */
export function givenAddresses(options: AddressOptions): { given: ServerAddress; owner: ServerAddress | undefined } {
  const given = parseAddress(options.module, options.url);
  const owner = options.ownerUrl === undefined ? undefined : parseAddress(options.module, options.ownerUrl);
  if (options.production) {
    refuseInsecure(options.module, given);
    if (owner !== undefined) refuseInsecure(options.module, owner);
  }
  return { given, owner };
}

/** Asks the database what the given login may do. */
export async function resolveAccess(
  options: AddressOptions,
  names: SchemaNames,
  settings: ConnectionSettings,
): Promise<Access> {
  const { given, owner } = givenAddresses(options);
  const isAdmin = await withSession(clientConfig(given, names, settings), mayCreateRoles);
  if (isAdmin) return { ...(await derivedLogins(given, names)), admin: given };
  return { runtime: given, owner: owner ?? (options.production ? undefined : given), admin: undefined };
}

/** Law 9, for a role that somebody made. @throws CarveoutError CARV-511. */
export async function refuseStrongRole(
  access: Access,
  names: SchemaNames,
  settings: ConnectionSettings,
): Promise<void> {
  const strong = await withSession(clientConfig(access.runtime, names, settings), async (client) => {
    const { rows } = await client.query<{ strong: boolean }>(
      `select has_schema_privilege(oid, 'create') as strong from pg_namespace where nspname = $1`,
      [names.schema],
    );
    return rows[0]?.strong === true;
  });
  if (!strong) return;
  throw new CarveoutError(
    runtimeRoleTooStrong,
    `Module ${names.module} runs as ${access.runtime.user}, which may change the schema ${names.schema} in ` +
      `${access.runtime.label}. In production a module runs with a role that reads and writes rows only: name such a ` +
      'role in its DATABASE_URL, and the owner of the schema in its OWNER_DATABASE_URL.',
  );
}
