import pg from 'pg';
import { reasonOf } from '../reason-of.ts';

/** Whether a PostgreSQL lets one in at this address, within 3 s. */
export async function postgresAnswers(url: string): Promise<boolean> {
  return (await whyPostgresDoesNotAnswer(url)) === undefined;
}

/** `undefined` when it answers. */
export async function whyPostgresDoesNotAnswer(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000, query_timeout: 3_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return undefined;
  } catch (error) {
    return reasonOf(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
