import { CarveoutError } from '@carveout/runtime';
import type { ClientBase } from 'pg';
import pg from 'pg';
import { withLogin } from '../address/server-address.ts';
import type { ServerAddress } from '../address/server-address.ts';
import { schemaTaken } from '../errors/carv-510-schema-taken.ts';
import { lockProvisioning } from './advisory-lock.ts';
import type { SchemaNames } from './names.ts';
import { derivePassword, scramVerifier } from './passwords.ts';

/** The addresses of a module's two roles. */
export interface ModuleLogins {
  readonly runtime: ServerAddress;
  readonly owner: ServerAddress;
}

/** The logins of the roles that `provision` makes with `admin`. */
export async function derivedLogins(admin: ServerAddress, names: SchemaNames): Promise<ModuleLogins> {
  const login = async (role: string): Promise<ServerAddress> =>
    withLogin(admin, role, await derivePassword(admin.password, role));
  return { runtime: await login(names.runtimeRole), owner: await login(names.ownerRole) };
}

/** Whether the session's user may create roles. */
export async function mayCreateRoles(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(
    'select rolsuper or rolcreaterole as may from pg_roles where rolname = current_user',
  );
  return rows[0]?.may === true;
}

/** Whether the roles and the schema are there. Passwords cannot be seen: a login shows whether they are right. */
async function isProvisioned(client: ClientBase, names: SchemaNames): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from pg_namespace join pg_roles as owner on owner.oid = nspowner
     where nspname = $1 and owner.rolname = $2 and exists (select from pg_roles where rolname = $3)`,
    [names.schema, names.ownerRole, names.runtimeRole],
  );
  return rowCount === 1;
}

/**
 * Makes the module's roles and schema, or changes nothing when they are there. Safe beside other processes that do the
 * same: one at a time, and in one transaction.
 *
 * @param again when they are there, too: sets their passwords
 * @throws CarveoutError CARV-510 when the schema exists and belongs to somebody else.
 */
export async function provision(
  client: ClientBase,
  names: SchemaNames,
  logins: ModuleLogins,
  again: boolean,
): Promise<void> {
  if (!again && (await isProvisioned(client, names))) return;
  await client.query('begin');
  await lockProvisioning(client);
  // Of those that came together, the first has made them.
  if (again || !(await isProvisioned(client, names))) await makeAll(client, names, logins);
  await client.query('commit');
}

async function makeAll(client: ClientBase, names: SchemaNames, logins: ModuleLogins): Promise<void> {
  const { ownerRole, runtimeRole, schema } = names;
  await makeRole(client, ownerRole, logins.owner.password);
  await makeRole(client, runtimeRole, logins.runtime.password);
  // A superuser needs no membership. One who may only create roles must be a member of the owner to give it a schema.
  await client.query(
    `do $$ begin
       if not (select rolsuper from pg_roles where rolname = current_user) then
         execute format('grant %I to current_user', ${pg.escapeLiteral(ownerRole)});
       end if;
     end $$`,
  );
  await closeToPublic(client, [ownerRole, runtimeRole]);
  await makeSchema(client, schema, ownerRole);
}

/** Also sets the password, which follows from the server's: that one may have changed. */
async function makeRole(client: ClientBase, role: string, plain: string): Promise<void> {
  const known = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  const password = `password ${pg.escapeLiteral(await scramVerifier(role, plain))}`;
  // Only a superuser may say of an existing role that it is none.
  const rights = 'login nosuperuser nocreatedb nocreaterole noinherit';
  const name = pg.escapeIdentifier(role);
  await client.query(
    known.rowCount === 0 ? `create role ${name} ${rights} ${password}` : `alter role ${name} ${password}`,
  );
}

/** Takes away what PostgreSQL gives to every role: connecting, temporary tables, and the schema `public`. */
async function closeToPublic(client: ClientBase, roles: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>('select current_database() as name');
  const database = pg.escapeIdentifier(rows[0]!.name);
  const members = roles.map((role) => pg.escapeIdentifier(role)).join(', ');
  await client.query(`revoke all on database ${database} from public`);
  await client.query(`grant connect on database ${database} to ${members}`);
  const found = await client.query(`select 1 from pg_namespace where nspname = 'public'`);
  if (found.rowCount === 1) await client.query('revoke all on schema public from public');
}

async function makeSchema(client: ClientBase, schema: string, ownerRole: string): Promise<void> {
  const { rows } = await client.query<{ owner: string }>(
    'select pg_get_userbyid(nspowner) as owner from pg_namespace where nspname = $1',
    [schema],
  );
  const owner = rows[0]?.owner;
  if (owner === undefined) {
    await client.query(`create schema ${pg.escapeIdentifier(schema)} authorization ${pg.escapeIdentifier(ownerRole)}`);
  } else if (owner !== ownerRole) {
    throw new CarveoutError(
      schemaTaken,
      `The schema ${schema} belongs to the role ${owner}, not to ${ownerRole}. If it is this module's (restored from a ` +
        `copy, say, or its database was renamed), give it over: alter schema and its tables, "owner to". Otherwise name another database.`,
    );
  }
}
