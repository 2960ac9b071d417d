import { bringUpToDate } from './lifecycle/bring-up-to-date.ts';
import { givenAddresses, resolveAccess } from './lifecycle/access.ts';
import { untilReachable } from './lifecycle/until-reachable.ts';
import type { PostgresStoreOptions } from './options.ts';
import { connectionSettings } from './options.ts';
import { schemaNames } from './schema/names.ts';

export type MigrateOptions<Em> = Omit<PostgresStoreOptions<Em>, 'poolSize'>;

/**
 * A step of `deploy`: makes the module's roles and schema where `url` may, and runs the migrations that are missing, as
 * the owner, one process at a time. Answers the names of what ran; none when all had.
 *
 * @throws CarveoutError CARV-501 out of reach, CARV-506 a migration failed, CARV-509 no owner is known, and CARV-5xx.
 */
export async function migrate<Em>(options: MigrateOptions<Em>): Promise<readonly string[]> {
  const { given } = givenAddresses(options);
  const names = schemaNames(options.module, given.database);
  const settings = connectionSettings(options);
  const place = { module: options.module, label: given.label };
  const { persistence, log } = options;
  return untilReachable({ place, withinMs: settings.startWithinMs, log }, async () => {
    const access = await resolveAccess(options, names, settings);
    return bringUpToDate({ access, names, persistence, settings, log });
  });
}
