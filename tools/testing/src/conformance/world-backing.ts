import { randomBytes } from 'node:crypto';
import { createVhost } from '../backing/index.ts';
import { testDatabase, testVhost } from '../vitest/index.ts';
import type { WorldBacking } from './worlds.ts';

/** The servers of the run, for the worlds of one test file. */
export function worldBacking(): WorldBacking {
  const database = testDatabase();
  const vhost = testVhost();
  return {
    databaseUrl: () => database.url,
    vhostUrl: () =>
      createVhost({ url: vhost.url, managementUrl: vhost.managementUrl }, `world_${randomBytes(6).toString('hex')}`),
  };
}
