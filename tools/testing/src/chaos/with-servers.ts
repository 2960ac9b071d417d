import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createDatabase, createVhost, testFolders, usePostgres, useRabbitmq } from '../backing/index.ts';

const folders = testFolders(join(import.meta.dirname, '../../../..'));
const fresh = (name: string): string => `${name}_${randomBytes(6).toString('hex')}`;

/** Gives `run` a vhost of its own, which is dropped after it. */
export async function withVhost<T>(
  name: string,
  log: (line: string) => void,
  run: (brokerUrl: string) => Promise<T>,
): Promise<T> {
  const rabbitmq = await useRabbitmq({ folder: folders.rabbitmq, persistent: false, log });
  try {
    const vhost = await createVhost(rabbitmq, fresh(name));
    try {
      return await run(vhost.url);
    } finally {
      await vhost.drop();
    }
  } finally {
    await rabbitmq.release();
  }
}

/** Gives `run` a database and a vhost of its own, which are dropped after it. */
export async function withServers<T>(
  name: string,
  log: (line: string) => void,
  run: (servers: { readonly databaseUrl: string; readonly brokerUrl: string }) => Promise<T>,
): Promise<T> {
  const postgres = await usePostgres({ folder: folders.postgres, persistent: false, log });
  try {
    const database = await createDatabase(postgres, fresh(name));
    try {
      return await withVhost(name, log, (brokerUrl) => run({ databaseUrl: database.url, brokerUrl }));
    } finally {
      await database.drop();
    }
  } finally {
    await postgres.release();
  }
}
