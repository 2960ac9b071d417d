import pg from 'pg';
import type { BackingUse } from '../backing-use.ts';

export interface CreatedDatabase {
  readonly name: string;
  /** With the server's own account, which owns the database. */
  readonly url: string;
  /** Cuts its connections and removes it. */
  drop(): Promise<void>;
}

/** Makes an empty database. Roles are the server's, not the database's: those that a suite makes outlive it. */
export async function createDatabase(use: Pick<BackingUse, 'url'>, name: string): Promise<CreatedDatabase> {
  const quoted = pg.escapeIdentifier(name);
  await execute(use.url, `create database ${quoted}`);
  const url = new URL(use.url);
  url.pathname = `/${encodeURIComponent(name)}`;
  return {
    name,
    url: url.href,
    drop: () => execute(use.url, `drop database if exists ${quoted} with (force)`),
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
