import pino from 'pino';
import { exitWith } from './exit.ts';
import { instanceName } from './instance-name.ts';
import { reportFailure } from './process-life.ts';
import { createLog } from './run-log.ts';
import type { RunOptions } from './run-options.ts';
import { storeOptions } from './store-options.ts';

/**
 * Brings the data of all modules that a program hosts up to date, one after the other, and exits: with 0 when nothing is
 * missing any more, with 1 at the first that could not be migrated. What ran before it stays. Any number may run at once,
 * also beside processes of the modules. Reads the same addresses as a start (docs/guides/environment.md).
 */
export async function migrateModules(options: Pick<RunOptions, 'deployable' | 'modules' | 'store'>): Promise<void> {
  const { env } = process;
  let log = pino();
  try {
    log = createLog(options.deployable, instanceName(env), env);
    const withData = options.modules.flatMap(({ parts: { contract, persistence } }) =>
      persistence === undefined ? [] : [{ name: contract.name, persistence }],
    );
    const adapter = await options.store();
    for (const one of withData) {
      const migrations = await adapter.migrate(storeOptions(one, adapter, log, env));
      const ran = migrations.length === 0 ? 'nothing was missing' : `ran ${migrations.join(', ')}`;
      log.info({ event: 'migrated', module: one.name, migrations }, `${one.name}: ${ran}`);
    }
    exitWith(0, log);
  } catch (error) {
    reportFailure(error, log);
  }
}
