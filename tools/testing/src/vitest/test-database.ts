import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import type { CreatedDatabase } from '../backing/index.ts';
import { createDatabase } from '../backing/index.ts';
import { need, provided } from './needs.ts';

export interface TestDatabase {
  /** Of the suite's own database, with the server's account. There from `beforeAll` on. */
  readonly url: string;
  readonly name: string;
}

/**
 * A fresh database for the suite (file or `describe`) that calls this, dropped after it. Roles belong to the server,
 * which other suites use at the same time: give those that you make names with the database's in them.
 */
export function testDatabase(): TestDatabase {
  let database: CreatedDatabase | undefined;
  need('postgres');
  beforeAll(async () => {
    database = await createDatabase(provided('postgres'), `test_${randomBytes(6).toString('hex')}`);
  });
  afterAll(async () => {
    await database?.drop();
  });
  const created = (): CreatedDatabase => {
    if (database) return database;
    throw new Error('the test database is there from beforeAll on: do not read it while tests are being collected');
  };
  return {
    get url() {
      return created().url;
    },
    get name() {
      return created().name;
    },
  };
}
