import type { Persistence } from '@carveout/runtime';
import { CarveoutError } from '@carveout/runtime';
import type { ConnectionPool } from '../connection/connection-pool.ts';
import { loginRefused } from '../errors/carv-513-login-refused.ts';
import { messageOf } from '../errors/fault-kind.ts';
import type { SchemaNames } from '../schema/names.ts';
import { allMigrations, pendingMigrations } from '../schema/pending-migrations.ts';
import type { Access } from './access.ts';

/** How long the answer may take: readiness has to tell soon that there is none, however long statements may run. */
const ANSWER_MS = 2_000;

/**
 * The check of a running store: migrations until none is missing, and from then on whether the database answers. When a
 * statement succeeded within `freshMs`, that is answer enough, unless a write was not taken: then whether writes are.
 */
export function createCheck(parts: {
  readonly access: Access;
  readonly names: SchemaNames;
  readonly persistence: Persistence;
  readonly pools: { readonly write: ConnectionPool; readonly read: ConnectionPool };
  readonly freshMs: number;
}): () => Promise<string | undefined> {
  const { access, names, persistence, pools } = parts;
  let complete = false;
  const read = (text: string): Promise<{ rows: { name: string }[] }> =>
    pools.read.query<{ name: string }>('looking for missing migrations', { text });
  return async () => {
    try {
      if (!complete) {
        const missing = await pendingMigrations(names, persistence, read);
        if (missing.length > 0) return `migration missing: ${missing.join(', ')}`;
        complete = true;
      } else if (pools.write.refusesWrites) {
        await pools.write.takesWrites(ANSWER_MS);
      } else if (performance.now() - Math.max(pools.write.lastSuccess, pools.read.lastSuccess) > parts.freshMs) {
        await pools.read.query('asking whether it is there', { text: 'select 1' }, ANSWER_MS);
      }
      return undefined;
    } catch (error) {
      // The roles are made by the step that migrates; without it, the login is unknown.
      const notMade = access.admin !== undefined && error instanceof CarveoutError && error.code === loginRefused.code;
      if (!notMade) return messageOf(error);
      const names = allMigrations(persistence).map((migration) => migration.name);
      return `migration missing: ${names.join(', ')} (the module's roles are not made either)`;
    }
  };
}
