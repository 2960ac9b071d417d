import type { Logger } from 'pino';
import type { Persistence } from '../ports/index.ts';
import type { StoreAdapter, StoreOptions } from './run-options.ts';

/** Where a module's data is, as the environment says. @throws CarveoutError CARV-507 for an address that is none. */
export function storeOptions(
  { name: module, persistence }: { readonly name: string; readonly persistence: Persistence },
  { resolveDatabaseUrl, resolveOwnerDatabaseUrl }: StoreAdapter,
  log: Logger,
  env: NodeJS.ProcessEnv,
): StoreOptions {
  return {
    module,
    persistence,
    url: resolveDatabaseUrl(module, env),
    ownerUrl: resolveOwnerDatabaseUrl(module, env),
    log: log.child({ module }),
    production: env['NODE_ENV'] === 'production',
  };
}
