import type { ClientBase, ClientConfig } from 'pg';
import pg from 'pg';

/** Runs `work` on a connection of its own. */
export async function withSession<T>(config: ClientConfig, work: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = new pg.Client(config);
  client.on('error', () => undefined); // the statement in flight rejects with it
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
