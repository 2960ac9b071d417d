import type { Logger } from 'pino';
import type { ModuleParts } from '../definition/index.ts';
import type { Store } from '../ports/index.ts';
import type { RunOptions } from './run-options.ts';

/** Makes the stores of the modules that declare persistence; the adapter is loaded only when there is one. */
export async function openStores(
  { modules, store }: RunOptions,
  log: Logger,
  env: NodeJS.ProcessEnv,
  production: boolean,
): Promise<(parts: ModuleParts) => Store> {
  if (modules.every(({ parts }) => parts.persistence === undefined)) {
    return (parts) => {
      throw new Error(`${parts.contract.name} declares no persistence`);
    };
  }
  const { createPostgresStore, resolveDatabaseUrl, resolveOwnerDatabaseUrl } = await store();
  return ({ contract, persistence }) =>
    createPostgresStore({
      module: contract.name,
      persistence: persistence!,
      url: resolveDatabaseUrl(contract.name, env),
      ownerUrl: resolveOwnerDatabaseUrl(contract.name, env),
      log: log.child({ module: contract.name }),
      production,
    });
}
