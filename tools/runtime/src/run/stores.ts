import type { Logger } from 'pino';
import type { ModuleParts } from '../definition/index.ts';
import type { Store } from '../ports/index.ts';
import type { RunOptions } from './run-options.ts';
import { storeOptions } from './store-options.ts';

/** Makes the stores of the modules that declare persistence; the adapter is loaded only when there is one. */
export async function openStores(
  { modules, store }: RunOptions,
  log: Logger,
  env: NodeJS.ProcessEnv,
): Promise<(parts: ModuleParts) => Store> {
  if (modules.every(({ parts }) => parts.persistence === undefined)) {
    return (parts) => {
      throw new Error(`${parts.contract.name} declares no persistence`);
    };
  }
  const adapter = await store();
  return ({ contract: { name }, persistence }) =>
    adapter.createPostgresStore(storeOptions({ name, persistence: persistence! }, adapter, log, env));
}
