export { createPostgresStore } from './create-postgres-store.ts';
export { migrate } from './migrate.ts';
export type { MigrateOptions } from './migrate.ts';
export type { PostgresStoreOptions } from './options.ts';
export { resolveDatabaseUrl, resolveOwnerDatabaseUrl } from './address/resolve-database-url.ts';
