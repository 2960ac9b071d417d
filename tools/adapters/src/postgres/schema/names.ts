import { createHash } from 'node:crypto';

/** What a module's part of a database is called. */
export interface SchemaNames {
  readonly module: string;
  readonly schema: string;
  /** Owns the schema and migrates it. */
  readonly ownerRole: string;
  /** Reads and writes rows, and nothing else. */
  readonly runtimeRole: string;
  /** On which other processes are told that the outbox has rows. */
  readonly channel: string;
}

/**
 * Roles belong to the whole server, schemas to one database. So the roles' names carry a hash of the database's name:
 * two databases of one server (two environments, two test suites) share nothing. All names stay below PostgreSQL's 63
 * bytes, since a module's name has at most 40.
 */
export function schemaNames(module: string, database: string): SchemaNames {
  const name = module.replaceAll('-', '_');
  const reserved = /^(pg_|public$|information_schema$)/.test(name);
  const suffix = createHash('sha256').update(database).digest('hex').slice(0, 6);
  const role = `carveout_${name}_${suffix}`;
  return {
    module,
    schema: reserved ? `carveout_${name}` : name,
    ownerRole: `${role}_owner`,
    runtimeRole: role,
    channel: `carveout_${name}`,
  };
}
