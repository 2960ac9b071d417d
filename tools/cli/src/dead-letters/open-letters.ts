import { createPostgresStore, resolveDatabaseUrl, resolveOwnerDatabaseUrl } from '@carveout/adapters/postgres';
import { definePersistence } from '@carveout/runtime';
import type { DeadLetterStore } from '@carveout/runtime';
import { CarveoutError } from '@carveout/runtime/errors';
import pino from 'pino';
import { noLettersKept } from '../errors/carv-627-no-letters-kept.ts';

/** How long a database may take to answer, in ms: somebody waits in front of it. */
const START_WITHIN_MS = 10_000;

/**
 * Opens what a module keeps as it is: no role, schema or table is made for it.
 *
 * @throws CarveoutError CARV-5xx when the database cannot be reached, CARV-627 when the module has never run on it.
 */
export async function withLetters<T>(
  module: string,
  environment: NodeJS.ProcessEnv,
  work: (letters: DeadLetterStore) => Promise<T>,
): Promise<T> {
  const store = createPostgresStore({
    module,
    persistence: definePersistence({ entities: [], migrations: [] }),
    url: resolveDatabaseUrl(module, environment),
    ownerUrl: resolveOwnerDatabaseUrl(module, environment),
    log: pino({ level: 'silent' }),
    production: environment['NODE_ENV'] === 'production',
    asItIs: true,
    startWithinMs: START_WITHIN_MS,
    poolSize: { write: 1, read: 1 },
  });
  try {
    await store.start();
    const wrong = store.health();
    if (wrong !== undefined)
      throw new CarveoutError(noLettersKept, `${module} keeps no dead letters in this database yet: ${wrong}`);
    return await work(store.deadLetters);
  } finally {
    await store.stop();
  }
}
