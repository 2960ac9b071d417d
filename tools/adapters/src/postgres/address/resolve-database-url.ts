import { CarveoutError } from '@carveout/runtime';
import { databaseUrlInvalid } from '../errors/carv-507-database-url-invalid.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The address of a module's data: `<MODULE>_DATABASE_URL` (`ORDERS_DATABASE_URL`; `-` becomes `_`), or else
 * `DATABASE_URL`.
 *
 * Its role may create roles, and the store then makes two per module; or it is the module's own runtime role.
 *
 * @throws CarveoutError CARV-507 when neither is set, or both are blank.
 */
export function resolveDatabaseUrl(module: string, env: Environment): string {
  const own = `${variablePrefix(module)}_DATABASE_URL`;
  const url = set(env[own]) ?? set(env['DATABASE_URL']);
  if (url !== undefined) return url;
  throw new CarveoutError(
    databaseUrlInvalid,
    `Module ${module} has data, and no database is named for it. Set DATABASE_URL (for all modules) or ${own} to ` +
      'postgresql://user:password@host:5432/database; npm start and npm run up start a database of their own and set it.',
  );
}

/**
 * The address with which migrations run where `DATABASE_URL` names a role that may not create others:
 * `<MODULE>_OWNER_DATABASE_URL`. Undefined when it is not set.
 */
export function resolveOwnerDatabaseUrl(module: string, env: Environment): string | undefined {
  return set(env[`${variablePrefix(module)}_OWNER_DATABASE_URL`]);
}

/** `order-items` becomes `ORDER_ITEMS`. */
export function variablePrefix(module: string): string {
  return module.toUpperCase().replaceAll('-', '_');
}

function set(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}
