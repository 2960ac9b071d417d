import pg from 'pg';
import type { BackingUse } from '../backing-use.ts';

const OBJECT_IN_USE = '55006';
const END_WITHIN_MS = 60_000;

export interface CreatedDatabase {
  readonly name: string;
  /** With the server's own account, which owns the database. */
  readonly url: string;
  /** Cuts its connections and removes it. */
  drop(): Promise<void>;
}

/**
 * Makes an empty database, by copying files: half the time of PostgreSQL's default, which writes each page to its log (from
 * PostgreSQL 15 on). Roles are the server's, not the database's: those that a suite makes outlive it.
 */
export async function createDatabase(use: Pick<BackingUse, 'url'>, name: string): Promise<CreatedDatabase> {
  const quoted = pg.escapeIdentifier(name);
  await execute(use.url, `create database ${quoted} strategy file_copy`);
  const url = new URL(use.url);
  url.pathname = `/${encodeURIComponent(name)}`;
  return {
    name,
    url: url.href,
    drop: () => dropped(use.url, `drop database if exists ${quoted} with (force)`),
  };
}

/** Connections are told to end, and the server waits 5 s for that: a busy machine may need longer. */
async function dropped(url: string, statement: string): Promise<void> {
  for (const until = Date.now() + END_WITHIN_MS; ;) {
    try {
      return await execute(url, statement);
    } catch (error) {
      if ((error as pg.DatabaseError).code !== OBJECT_IN_USE || Date.now() >= until) throw error;
    }
  }
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
